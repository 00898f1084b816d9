"""The states that quizzes, assignments and attempts can be in, with their names for people."""

from enum import StrEnum
from typing import Final

from drillhub.core.i18n import LazyString, _l, lazy_pgettext


class RevisionStatus(StrEnum):
    """A revision of a quiz: changed while it is a draft, fixed from its publication on."""

    DRAFT = "draft"
    PUBLISHED = "published"

    @property
    def label(self) -> LazyString:
        return _REVISION_LABELS[self]


_REVISION_LABELS: Final = {
    RevisionStatus.DRAFT: _l("下書き"),
    RevisionStatus.PUBLISHED: _l("公開"),
}


class Audience(StrEnum):
    """To whom a quiz was assigned."""

    DRILL = "drill"  # those who were at a drill
    DEPARTMENT = "department"  # a department with those below it
    PEOPLE = "people"  # people picked one by one

    @property
    def label(self) -> LazyString:
        return _AUDIENCE_LABELS[self]


_AUDIENCE_LABELS: Final = {
    Audience.DRILL: _l("訓練に参加した人"),
    Audience.DEPARTMENT: _l("部署"),
    Audience.PEOPLE: _l("選んだ人"),
}


class AttemptState(StrEnum):
    """At work there is no abandoned attempt: what was saved stays, and waits to be submitted."""

    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"  # graded in the same moment


class SubmittedBy(StrEnum):
    """Who ended an attempt."""

    PERSON = "person"
    TIMEOUT = "timeout"  # its time was up: what was saved by then counts

    @property
    def label(self) -> LazyString:
        return _SUBMITTED_BY_LABELS[self]


_SUBMITTED_BY_LABELS: Final = {
    SubmittedBy.PERSON: _l("本人が提出"),
    SubmittedBy.TIMEOUT: _l("時間切れで提出"),
}


class AttemptEventKind(StrEnum):
    """What happened in an attempt, kept for whoever has to show that a person took it, and when."""

    STARTED = "started"
    ANSWER_SAVED = "answer_saved"
    ANSWER_LATE = "answer_late"  # came after the end of the time limit: kept, not counted
    SUBMITTED = "submitted"


class Standing(StrEnum):
    """Where somebody stands with a quiz that was given to them. Follows from their attempts, never stored."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    TIME_IS_UP = "time_is_up"  # the timetable will submit it in a moment
    FAILED = "failed"
    PASSED = "passed"

    @property
    def label(self) -> LazyString:
        return _STANDING_LABELS[self]


_STANDING_LABELS: Final = {
    Standing.NOT_STARTED: _l("未受験"),
    Standing.IN_PROGRESS: _l("受験中"),
    Standing.TIME_IS_UP: _l("時間切れ（採点待ち）"),
    Standing.FAILED: _l("不合格"),
    Standing.PASSED: _l("合格"),
}


class Outcome(StrEnum):
    """What came of one question of a submitted attempt."""

    WRONG = "wrong"
    UNANSWERED = "unanswered"
    PARTLY = "partly"
    RIGHT = "right"

    @property
    def label(self) -> LazyString:
        return _OUTCOME_LABELS[self]


_OUTCOME_LABELS: Final = {
    Outcome.WRONG: _l("不正解"),
    Outcome.UNANSWERED: _l("未回答"),
    Outcome.PARTLY: _l("一部正解"),
    Outcome.RIGHT: lazy_pgettext("outcome", "正解"),
}
