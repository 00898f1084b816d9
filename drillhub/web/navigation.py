"""The main menu: which rooms a person sees, in which order."""

from dataclasses import dataclass

from flask import request, url_for

from drillhub.core.i18n import LazyString, lazy_pgettext
from drillhub.identity.roles import Role
from drillhub.identity.sign_in import SignedIn

_LIBRARY = frozenset({Role.TRAINER, Role.GENERAL_AFFAIRS})
_OFFICE = frozenset({Role.TRAINER, Role.GENERAL_AFFAIRS, Role.APPROVER})


@dataclass(frozen=True)
class Room:
    """An entry of the menu. endpoint: its first page; its blueprint is the room."""

    label: LazyString
    endpoint: str
    icon: str
    roles: frozenset[Role]


ROOMS = (
    Room(lazy_pgettext("menu", "ホーム"), "home.page", "home", frozenset(Role)),
    Room(lazy_pgettext("menu", "年間計画"), "calendar.year", "calendar", _OFFICE),
    Room(lazy_pgettext("menu", "訓練"), "drills.index", "drill", frozenset(Role)),
    Room(lazy_pgettext("menu", "学習"), "learning.index", "learning", frozenset(Role)),
    Room(lazy_pgettext("menu", "改善"), "improvement.index", "improvement", frozenset(Role)),
    Room(lazy_pgettext("menu", "シナリオ"), "scenarios.index", "scenario", _LIBRARY),
    Room(lazy_pgettext("menu", "計画"), "planning.index", "certificate", _OFFICE),
    Room(lazy_pgettext("menu", "年度の状況"), "dashboard.page", "dashboard", _OFFICE),
    Room(lazy_pgettext("menu", "報告書"), "reporting.index", "report", _OFFICE),
    Room(lazy_pgettext("menu", "名簿"), "people.index", "people", frozenset({Role.GENERAL_AFFAIRS})),
    Room(lazy_pgettext("menu", "送信箱"), "outbox.index", "mail", frozenset({Role.GENERAL_AFFAIRS})),
)


@dataclass(frozen=True)
class NavItem:
    """What the layout shows of a room. on_phone: in the bar of a narrow screen, which has room for three."""

    label: str
    url: str
    icon: str
    current: bool
    on_phone: bool
    count: int | None = None


def menu_of(person: SignedIn) -> list[NavItem]:
    """The menu of one person."""
    here = (request.endpoint or "").split(".")[0]
    here = "calendar" if here == "programme" else here  # the rules and the proposal belong to the year
    on_phone = {"home.page", "drills.index", _third_on_phone(person)}
    return [
        NavItem(
            str(room.label),
            url_for(room.endpoint),
            room.icon,
            current=here == room.endpoint.split(".")[0],
            on_phone=room.endpoint in on_phone,
        )
        for room in ROOMS
        if person.acts_as(*room.roles)
    ]


def _third_on_phone(person: SignedIn) -> str:
    """What somebody most likely looks for away from a desk, beside home and drills."""
    return "reporting.index" if person.acts_as(Role.GENERAL_AFFAIRS, Role.APPROVER) else "learning.index"
