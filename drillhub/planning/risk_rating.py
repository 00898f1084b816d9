"""How a risk is rated: likelihood × impact, each 1-5, and by how much it costs. Pure.

The product of the two levels gives the band of the matrix; × the amount of damage gives the order in which risks are
dealt with and exercised. Those whose damage is not estimated yet come last, by the product alone.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final

from drillhub.core.errors import NameMissing, TextTooLong, check_all, require
from drillhub.core.i18n import LazyString, _l
from drillhub.planning.errors import LevelMissing, NotAnAmount
from drillhub.vocabulary import Hazard

LEVELS: Final = (1, 2, 3, 4, 5)
LONGEST_TITLE: Final = 200
LONGEST_NOTE: Final = 2000
MOST_DAMAGE_YEN: Final = 10**14

LIKELIHOODS: Final[dict[int, LazyString]] = {
    1: _l("ほとんど起きない（100年に1回より少ない）"),
    2: _l("まれに起きる（30〜100年に1回）"),
    3: _l("ときどき起きる（10〜30年に1回）"),
    4: _l("起きやすい（1〜10年に1回）"),
    5: _l("ほぼ毎年起きる"),
}
IMPACTS: Final[dict[int, LazyString]] = {
    1: _l("業務はほとんど止まらない"),
    2: _l("一部が1日止まる"),
    3: _l("重要な業務が数日止まる"),
    4: _l("重要な業務が1週間より長く止まる"),
    5: _l("会社が続けられないおそれ、人命に関わる"),
}


class RiskBand(StrEnum):
    """Where a cell of the matrix stands."""

    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"

    @property
    def label(self) -> LazyString:
        return _BAND_LABELS[self]


_BAND_LABELS: Final = {RiskBand.HIGH: _l("高い"), RiskBand.MIDDLE: _l("中くらい"), RiskBand.LOW: _l("低い")}


def band_of(likelihood: int, impact: int) -> RiskBand:
    """From 12 on high, from 6 on middle; the worst impact is never low."""
    score = likelihood * impact
    if score >= 12:
        return RiskBand.HIGH
    return RiskBand.MIDDLE if score >= 6 or impact == max(LEVELS) else RiskBand.LOW


@dataclass(frozen=True)
class RiskEntry:
    """What somebody writes about a risk. damage_yen: an estimate, None where there is none yet."""

    title: str
    hazard: Hazard
    likelihood: int
    impact: int
    damage_yen: int | None = None
    note: str = ""

    def require_complete(self) -> None:
        """Raises NameMissing, LevelMissing, NotAnAmount, TextTooLong, each naming its field."""
        check_all(
            partial(require, bool(self.title), NameMissing("title")),
            partial(require, len(self.title) <= LONGEST_TITLE, TextTooLong("title", maximum=LONGEST_TITLE)),
            partial(require, len(self.note) <= LONGEST_NOTE, TextTooLong("note", maximum=LONGEST_NOTE)),
            partial(require, self.likelihood in LEVELS, LevelMissing("likelihood", least=1, most=5)),
            partial(require, self.impact in LEVELS, LevelMissing("impact", least=1, most=5)),
            partial(
                require,
                0 <= (self.damage_yen or 0) <= MOST_DAMAGE_YEN,
                NotAnAmount("damage", maximum=_l("%(amount)s円", amount=f"{MOST_DAMAGE_YEN:,}")),
            ),
        )
