"""What a proposal says, where it came from, and what it must say before it is submitted or decided."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from drillhub.core.errors import TextTooLong, check_all
from drillhub.improvement.errors import FindingMissing, ProposalTextMissing, TitleMissing
from drillhub.improvement.life_cycle import Poete, Priority, ProposalSource
from drillhub.vocabulary import PlanItem

LONGEST_TITLE: Final = 200
LONGEST_TEXT: Final = 2000


@dataclass(frozen=True)
class Origin:
    """Where a proposal comes from. drill_id: a drill; attempt_id: the proposer's own attempt at a quiz."""

    source: ProposalSource = ProposalSource.SUGGESTION
    drill_id: int | None = None
    attempt_id: int | None = None


@dataclass(frozen=True)
class Wording:
    """What the proposer writes. finding: what was noticed; proposal: what should be done about it."""

    title: str
    finding: str = ""
    proposal: str = ""
    expected_effect: str = ""

    def require_draft(self) -> None:
        """What a draft needs. Raises TitleMissing, TextTooLong."""
        check_all(self._require_title, *self._lengths())

    def require_complete(self) -> None:
        """What a submission needs. Raises TitleMissing, FindingMissing, ProposalTextMissing, TextTooLong."""
        check_all(self._require_title, self._require_finding, self._require_proposal, *self._lengths())

    def _require_title(self) -> None:
        if not self.title.strip():
            raise TitleMissing("title")
        if len(self.title) > LONGEST_TITLE:
            raise TextTooLong("title", maximum=LONGEST_TITLE)

    def _require_finding(self) -> None:
        if not self.finding.strip():
            raise FindingMissing("finding")

    def _require_proposal(self) -> None:
        if not self.proposal.strip():
            raise ProposalTextMissing("proposal")

    def _lengths(self) -> Iterator[Callable[[], None]]:
        for field in ("finding", "proposal", "expected_effect"):
            yield partial(require_short, getattr(self, field), field)


@dataclass(frozen=True)
class Preparation:
    """What the office works out before the decision."""

    cause: str
    proposal: str
    expected_effect: str
    plan_item: PlanItem | None
    poete: Poete | None
    priority: Priority

    def require_short(self) -> None:
        """Raises TextTooLong."""
        for field in ("cause", "proposal", "expected_effect"):
            require_short(getattr(self, field), field)


def title_from(text: str) -> str:
    """A title out of what was noticed: its first sentence, cut to what a list can show."""
    first = text.strip().split("\n", 1)[0].split("。", 1)[0].strip()
    return first if len(first) <= 60 else first[:59] + "…"


def require_short(text: str, field: str) -> None:
    """Raises TextTooLong."""
    if len(text) > LONGEST_TEXT:
        raise TextTooLong(field, maximum=LONGEST_TEXT)
