"""What is promised about the recovery of an IT system. Pure.

RTO (目標復旧時間) is how long it may take until a system works again, RPO (目標復旧時点) how old its data may be then;
both are in hours.
"""

from dataclasses import dataclass
from functools import partial
from typing import Final

from drillhub.core.errors import NameMissing, TextTooLong, check_all, require
from drillhub.core.i18n import LazyString, _l
from drillhub.planning.errors import LevelMissing, NotAnAmount

PRIORITIES: Final[dict[int, LazyString]] = {
    1: _l("1 最初に戻す"),
    2: _l("2 次に戻す"),
    3: _l("3 後でよい"),
}
LONGEST_NAME: Final = 200
LONGEST_TEXT: Final = 1000
MOST_HOURS: Final = 8760  # a year
MOST_GENERATIONS: Final = 1000


@dataclass(frozen=True)
class SystemEntry:
    """What somebody writes about a system. rto_hours, rpo_hours, generations: None while not decided."""

    name: str
    priority: int
    owner: str = ""
    weakness: str = ""
    rto_hours: int | None = None
    rpo_hours: int | None = None
    backup: str = ""
    generations: int | None = None

    def require_complete(self) -> None:
        """Raises NameMissing, LevelMissing, TextTooLong, NotAnAmount, each naming its field."""
        check_all(
            partial(require, bool(self.name), NameMissing("name")),
            partial(require, self.priority in PRIORITIES, LevelMissing("priority", least=1, most=3)),
            *(
                partial(require, len(text) <= most, TextTooLong(field, maximum=most))
                for field, text, most in (
                    ("name", self.name, LONGEST_NAME),
                    ("owner", self.owner, LONGEST_NAME),
                    ("weakness", self.weakness, LONGEST_TEXT),
                    ("backup", self.backup, LONGEST_TEXT),
                )
            ),
            *(
                partial(require, 0 <= (amount or 0) <= most, NotAnAmount(field, maximum=f"{most:,}"))
                for field, amount, most in (
                    ("rto_hours", self.rto_hours, MOST_HOURS),
                    ("rpo_hours", self.rpo_hours, MOST_HOURS),
                    ("generations", self.generations, MOST_GENERATIONS),
                )
            ),
        )
