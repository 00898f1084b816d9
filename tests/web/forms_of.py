"""The forms of a page, what each would send, and what a page says of one that was refused."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class PageForm:
    """A form. action: None for the page's own address. names: what it would send, once for each time."""

    action: str | None
    names: list[str] = field(default_factory=list)
    choices: set[tuple[str, str]] = field(default_factory=set)

    def add(self, kind: str, name: str) -> None:
        """A control. Of radio buttons and of buttons with one name a form sends one."""
        if kind in {"radio", "button"}:
            if (kind, name) in self.choices:
                return
            self.choices.add((kind, name))
        self.names.append(name)


def posting_forms(page: str) -> list[PageForm]:
    """Every form of the page that posts, with the controls that name it by their `form` attribute."""
    reader = _Reader()
    reader.feed(page)
    for form_id, kind, name in reader.strays:
        # A part of a live page may name a form that stands in the page it goes into.
        if form_id in reader.by_id:
            reader.by_id[form_id].add(kind, name)
    return reader.posting


def faults(page: str) -> list[str]:
    """What the summary on top of a refused form names, as "label: message", in its order."""
    summary = re.search(r'<div class="errors".*?</div>', page, re.S)
    return re.findall(r'<li><a href="#[^"]+">(.*?)</a></li>', summary[0]) if summary else []


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.posting: list[PageForm] = []
        self.by_id: dict[str, PageForm] = {}
        self.strays: list[tuple[str, str, str]] = []
        self._open: PageForm | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self._open = PageForm(found.get("action"))
            if (found.get("method") or "get").lower() == "post":
                self.posting.append(self._open)
            if found.get("id"):
                self.by_id[str(found["id"])] = self._open
        elif tag in {"input", "select", "textarea", "button"} and found.get("name"):
            kind = "button" if tag == "button" else found.get("type") or ""
            if found.get("form"):
                self.strays.append((str(found["form"]), kind, str(found["name"])))
            elif self._open is not None:
                self._open.add(kind, str(found["name"]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
