"""Lengths of time: the script of running clocks and the server write the same words."""

import pytest
from flask import Flask
from playwright.sync_api import Browser

from drillhub.core.i18n import use_language
from drillhub.web.durations import duration_patterns, minutes_text
from tests.browser.conftest import SCRIPTS

pytestmark = pytest.mark.browser

MINUTES = (0, 1, 59, 60, 61, 1439, 1440, 4259, 4260, 4300, 4319, 4320, 4321, 4380, 5760, 7199, 7200, 10080, 525_600)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_p6_a_clock_says_the_same_while_it_runs_and_after_the_end(chromium: Browser, app: Flask, language: str) -> None:
    script = (SCRIPTS / "durations.js").read_text(encoding="utf-8").replace("export ", "")
    page = chromium.new_page()
    with app.app_context(), use_language(language):
        written = [minutes_text(minutes) for minutes in MINUTES]
        running = page.evaluate(
            f"([minutes, patterns]) => {{ {script}; return minutes.map((each) => span(60 * each + 59, patterns)); }}",
            [list(MINUTES), duration_patterns()],
        )
    page.close()
    assert running == written
