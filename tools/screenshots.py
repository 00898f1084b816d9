"""Pictures of pages of a running DrillHub, and what axe finds on them.

    python -m tools.screenshots --sign-in demo:0012:PASSPHRASE --out build/look / /people

Each page is taken at 1280, 390 and 320 px, in Japanese (or English with --language en).
"""

import argparse
import re
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

AXE = Path(__file__).parents[1] / "tests" / "browser" / "vendor" / "axe.min.js"
WIDTHS = (1280, 390, 320)
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"]


def sign_in(page: Page, base: str, who: str) -> None:
    code, number, password = who.split(":", 2)
    page.goto(f"{base}/sign-in")
    page.fill("#company_code", code)
    page.fill("#name", number)
    page.fill("#password", password)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{base}/")


def read_in(page: Page, base: str, language: str) -> None:
    """The person's own choice of language wins over the browser's: switch it where it differs."""
    if page.locator("html").get_attribute("lang") != language:
        page.goto(f"{base}/menu")
        page.click(f"main button[name=language][value={language}]")


def findings(page: Page) -> list[str]:
    """What axe objects to or cannot decide, one line each; plus text that makes the page scroll sideways."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("axe.run(document, {resultTypes: ['violations', 'incomplete']})")
    lines = [
        f"{kind}: {each['id']}: {node['target'][0]}: {node['html'][:120]}"
        for kind in ("violations", "incomplete")
        for each in result[kind]
        for node in each["nodes"][:3]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*lines, *([f"scrolls sideways by {wide} px"] if wide > 0 else [])]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--base", default="http://127.0.0.1:8000")
    options.add_argument("--sign-in", metavar="CODE:NUMBER:PASSWORD")
    options.add_argument("--language", default="ja")
    options.add_argument("--dark", action="store_true")
    options.add_argument("--widths", type=int, nargs="*", default=WIDTHS)
    options.add_argument("--out", type=Path, default=Path("build/look"))
    options.add_argument("paths", nargs="+")
    chosen = options.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    found = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = browser.new_context(locale=chosen.language, color_scheme="dark" if chosen.dark else "light")
        page = context.new_page()
        page.on("console", lambda message: print("console:", message.text) if message.type == "error" else None)
        if chosen.sign_in:
            sign_in(page, chosen.base, chosen.sign_in)
            read_in(page, chosen.base, chosen.language)
        for path in chosen.paths:
            for width in chosen.widths:
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(chosen.base + path)
                name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "home"
                height = page.evaluate("document.documentElement.scrollHeight")
                page.set_viewport_size({"width": width, "height": max(900, height)})
                page.screenshot(path=chosen.out / f"{name}-{width}.png", full_page=True)
                for line in findings(page):
                    found += 1
                    print(f"{path} {width}: {line}")
        browser.close()
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
