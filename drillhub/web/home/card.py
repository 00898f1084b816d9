"""One thing to do today, and how its day is written."""

from dataclasses import dataclass
from datetime import date

from drillhub.core import japanese_dates
from drillhub.core.i18n import current_language


@dataclass(frozen=True)
class Card:
    """One thing to do. due: when, in words; now: it cannot wait."""

    label: str
    due: str
    sentence: str
    action_label: str
    action_url: str
    now: bool = False


def day_words(day: date) -> str:
    return japanese_dates.long_date(day, current_language())
