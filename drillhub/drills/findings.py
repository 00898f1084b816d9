"""Findings (気付き): what kind there is, and what one must say."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from drillhub.core.errors import TextTooLong
from drillhub.core.i18n import LazyString, _l
from drillhub.drills.acceptance import LONGEST_TEXT
from drillhub.drills.errors import TextMissing
from drillhub.vocabulary import PlanItem


class FindingKind(StrEnum):
    GOOD = "good"
    FIX = "fix"

    @property
    def label(self) -> LazyString:
        return _LABELS[self]


_LABELS = {FindingKind.GOOD: _l("良い点"), FindingKind.FIX: _l("直す点")}


@dataclass(frozen=True)
class NewFinding:
    """source: event id of the note in the run that it came from, or None."""

    kind: FindingKind
    text: str
    cause: str = ""
    plan_item: PlanItem | None = None
    source: UUID | None = None

    def require_text(self) -> None:
        """Raises TextMissing, TextTooLong."""
        if not self.text.strip():
            raise TextMissing("text")
        for field, value in (("text", self.text), ("cause", self.cause)):
            if len(value) > LONGEST_TEXT:
                raise TextTooLong(field, maximum=LONGEST_TEXT)
