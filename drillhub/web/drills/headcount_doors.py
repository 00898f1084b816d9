"""The roll call has two doors: signed in, and by the personal link. Both lead to the same pages."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import request, url_for
from flask.typing import ResponseReturnValue

from drillhub.core.errors import NotFound
from drillhub.drills import live, roll_call
from drillhub.drills.access import Standing
from drillhub.identity.models import LinkPurpose
from drillhub.web.doors import by_link, link, signed_in, writes
from drillhub.web.drills.blueprint import bp, my_run, require

V = TypeVar("V", bound=Callable[..., ResponseReturnValue])


@dataclass(frozen=True)
class Door:
    """A run, the reader's place in it, and the addresses of its roll call.

    at: the list. group: the department to which the address narrows it. follow: the page of a player who came in
    here; None for those who lead, evaluate or observe.
    """

    run_id: int
    version: int
    standing: Standing
    at: str
    follow: str | None

    @property
    def group(self) -> str | None:
        return request.args.get("group")

    @property
    def page(self) -> str:
        """The list, narrowed as it is now."""
        return self._narrowed(self.at)

    @property
    def live(self) -> str:
        return self._narrowed(f"{self.at}/live")

    @property
    def everyone(self) -> str:
        return self._narrowed(f"{self.at}/everyone")

    @property
    def missing(self) -> str:
        return self._narrowed(f"{self.at}/missing")

    def of_group(self, name: str) -> str:
        return f"{self.at}?{urlencode({'group': name})}"

    def person(self, subject: str) -> str:
        """The page of one person, where marks are sent to as well."""
        kind, _, key = subject.partition(":")
        return self._narrowed(f"{self.at}/{'people' if kind == 'participant' else 'guests'}/{key}")

    def _narrowed(self, address: str) -> str:
        return address if self.group is None else f"{address}?{urlencode({'group': self.group})}"

    @property
    def reader(self) -> int:
        """Who reads, for tags: 0 for somebody who does not take part."""
        return self.standing.participant_id or 0

    def require_caller(self) -> None:
        """To somebody who does not call the roll of this run its pages look missing. Raises NotFound."""
        require(roll_call.is_called_by(self.run_id, self.standing))


def at_both_doors(rule: str = "", *, post: bool = False, needs_caller: bool = True) -> Callable[[V], V]:
    """Serve a view at both addresses, `/runs/…/headcount` and `/follow/<token>/headcount`; it is given its door.

    needs_caller: only those who call the roll of the run come in; a view that checks by itself says False.
    """

    def attach(view: V) -> V:
        def enter(door: Door, arguments: dict[str, Any]) -> ResponseReturnValue:
            if needs_caller:
                door.require_caller()
            return view(door, **arguments)

        @wraps(view)
        def by_sign_in(run_id: int, **arguments: Any) -> ResponseReturnValue:
            return enter(_signed_in_door(run_id), arguments)

        @wraps(view)
        def by_token(token: str, **arguments: Any) -> ResponseReturnValue:
            return enter(_link_door(token), arguments)

        for start, let_in, way, suffix in (
            ("/runs/<int:run_id>", signed_in, by_sign_in, ""),
            ("/follow/<token>", by_link(LinkPurpose.DRILL_PARTICIPATION), by_token, "_by_link"),
        ):
            bp.add_url_rule(
                f"{start}/headcount{rule}",
                endpoint=f"{view.__name__}{suffix}",
                view_func=let_in(writes(way) if post else way),
                methods=["POST" if post else "GET"],
            )
        return view

    return attach


def _signed_in_door(run_id: int) -> Door:
    found = my_run(run_id)
    follow = url_for(".follow", drill_id=found.drill_id) if found.standing.plays else None
    at = url_for(".headcount", run_id=run_id)
    return Door(run_id, found.version, found.standing, at, follow)


def _link_door(token: str) -> Door:
    opened = link()
    if opened.subject_id is None:
        raise NotFound()
    latest = live.follow_version(opened.subject_id, opened.person_id)
    if latest.run_id is None:
        raise NotFound()
    # A link opens the drill to its participant; what the person may do elsewhere does not come along.
    found = live.version(latest.run_id, opened.person_id, ())
    follow = url_for(".follow_by_link", token=token)
    return Door(found.run_id, found.version, found.standing, f"{follow}/headcount", follow)
