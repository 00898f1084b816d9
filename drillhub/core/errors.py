"""What the rules may refuse. A refusal is a code with facts; its sentence is written in the reader's language."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from drillhub.core.i18n import LazyString, _l


class DrillHubError(Exception):
    """Something a person asked for that cannot be done, and why.

    code: stable name for programs. sentence: what happened and what to do, with %(fact)s for each fact.
    status: the HTTP status that fits. Programming mistakes are ordinary exceptions, never this.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    sentence: ClassVar[LazyString | str] = _l("この操作はできません。")

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.code, facts)

    def __str__(self) -> str:
        """The sentence in the current language."""
        text = str(self.sentence)
        return text % self.facts if self.facts else text


class NotFound(DrillHubError):
    """The same answer for what does not exist and for what this reader may not see."""

    code = "not_found"
    status = 404
    sentence = _l("ページまたは記録が見つかりません。削除されたか、見る権限がない可能性があります。")


class NotAllowed(DrillHubError):
    code = "not_allowed"
    status = 403
    sentence = _l("この操作をする権限がありません。総務の担当者にご確認ください。")


class Invalid(DrillHubError):
    """A value that a person entered cannot be accepted. field: the name of the input it belongs to."""

    code = "invalid"
    status = 422
    sentence = _l("入力の内容を確かめてください。")

    def __init__(self, field: str | None = None, **facts: Any) -> None:
        self.field = field
        super().__init__(**facts)


class Several(Invalid):
    """Several values cannot be accepted. faults: each of them, in the order in which they were looked at."""

    def __init__(self, faults: Iterable[Invalid]) -> None:
        self.faults = tuple(faults)
        super().__init__()

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


class NameMissing(Invalid):
    code = "name_missing"
    sentence = _l("名前を入力してください。")


class TextTooLong(Invalid):
    """facts: maximum, in characters."""

    code = "text_too_long"
    sentence = _l("%(maximum)s文字以内で入力してください。")


def require(is_so: bool, fault: Invalid) -> None:
    """Raise the fault unless it is so: one of the checks of `check_all`."""
    if not is_so:
        raise fault


def check_all(*checks: Callable[[], object]) -> None:
    """Run every check, so that a person hears of all that is wrong at once. Raises the one Invalid, or Several."""
    faults: list[Invalid] = []
    for check in checks:
        try:
            check()
        except Invalid as error:
            faults += faults_of(error)
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise Several(faults)


def faults_of(error: Invalid) -> tuple[Invalid, ...]:
    """What one refusal says, value by value."""
    return error.faults if isinstance(error, Several) else (error,)


class Busy(DrillHubError):
    code = "busy"
    status = 503
    sentence = _l("ただいま混み合っています。少し待ってから、もう一度お試しください。")
