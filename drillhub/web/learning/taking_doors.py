"""The two doors to a quiz: signed in, or by the personal link of the mail. Behind both are the same pages."""

from dataclasses import dataclass

from flask import url_for

from drillhub.core.errors import NotFound
from drillhub.web.doors import link, me


@dataclass(frozen=True)
class Door:
    """Whose quiz it is and where its pages are. by_link: opened by a personal link, without sign-in."""

    enrollment_id: int
    person_id: int
    cover: str
    by_link: bool

    @property
    def attempts(self) -> str:
        return f"{self.cover}/attempts"

    def to_attempt(self, attempt_id: int) -> "AttemptDoor":
        return AttemptDoor(self, attempt_id)


@dataclass(frozen=True)
class AttemptDoor:
    """The addresses of one attempt."""

    door: Door
    attempt_id: int

    @property
    def cover(self) -> str:
        return self.door.cover

    @property
    def page(self) -> str:
        return f"{self.door.attempts}/{self.attempt_id}"

    @property
    def answers(self) -> str:
        return f"{self.page}/answers"

    @property
    def submission(self) -> str:
        return f"{self.page}/submission"

    @property
    def clock(self) -> str:
        return f"{self.page}/clock"

    @property
    def outbox(self) -> str:
        """Under what a browser keeps answers that were not sent: never mixed with another person's."""
        return f"drillhub:quiz:{self.attempt_id}:{self.door.person_id}"


def signed_in_door(enrollment_id: int) -> Door:
    cover = url_for("learning.cover", enrollment_id=enrollment_id)
    return Door(enrollment_id, me().person_id, cover, by_link=False)


def link_door(token: str) -> Door:
    """Raises NotFound for a link that leads to no quiz."""
    opened = link()
    if opened.subject_id is None:
        raise NotFound()
    return Door(opened.subject_id, opened.person_id, url_for("learning.cover_by_link", token=token), by_link=True)
