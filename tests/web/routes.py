"""Every route of the app as something a test can visit, and who may."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from drillhub.identity.roles import Role
from drillhub.web.access import Access, access_of
from tests.web.stocked import Stocked

# Parts of addresses that are no ids: a value that exists in every organisation.
NO_IDS: dict[str, Any] = {
    "number": 1,
    "seq": 1,
    "position": 1,
    "task": "T1",
    "step": "pause",
    "moment": "everyone-out",
    "wanted": "under_review",
    "year": 2026,
    "month": 3,
    "scope": "own",
    "code": "K01",
    "rule": "CR01",
    "kind": "status",
    "item": "measures",
    "filename": "icon.svg",
}
# An id that nobody has.
NOBODYS = 987_654_321


@dataclass(frozen=True)
class Route:
    """One method of one rule."""

    rule: Rule
    method: str
    access: Access

    def __str__(self) -> str:
        return f"{self.method} {self.rule.rule}"

    @property
    def ids(self) -> set[str]:
        """The parts of the address that name a row."""
        return set(self.rule.arguments) - NO_IDS.keys() - {"token"}

    def url(self, app: Flask, parts: dict[str, Any], token: str = "") -> str:
        values = {name: parts[name] for name in self.ids} | {
            name: value for name, value in NO_IDS.items() if name in self.rule.arguments
        }
        if "token" in self.rule.arguments:
            values["token"] = token
        with app.test_request_context():
            return str(app.url_for(self.rule.endpoint, **values))


def routes(app: Flask) -> Iterator[Route]:
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: each.rule):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            access = access_of(app, rule.endpoint)
            assert access is not None
            yield Route(rule, method, access)


def may(access: Access, role: Role) -> bool:
    """Whether the mark lets somebody with this role pass. An administrator acts as general affairs too."""
    acting = {role, Role.EMPLOYEE} | ({Role.GENERAL_AFFAIRS} if role is Role.ADMINISTRATOR else set())
    return access.kind in {"public", "signed_in"} or bool(access.roles & acting)


def plain(page: str) -> str:
    """A page without what differs from one request to the next."""
    page = re.sub(r'nonce="[^"]+"|name="(?:csrf_token|_key)" value="[^"]+"', "", page)
    return re.sub(r"\d{6,}", "#", page)


def parts_missing(app: Flask, stocked: Stocked) -> set[str]:
    """Parts of addresses for which the stocked organisation has no value."""
    return {name for route in routes(app) for name in route.ids} - stocked.parts.keys()
