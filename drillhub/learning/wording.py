"""What people type, in the form in which it is compared: words and numbers, in any width and on any keyboard."""

import re
import unicodedata
from decimal import Decimal
from typing import Final

from drillhub.core.text import clean, katakana
from drillhub.learning.errors import NumberUnreadable

# Long sound marks, minus signs and dashes look alike and sit on the same keys.
_DASHES: Final = str.maketrans(dict.fromkeys("ー−‐‑‒–—―", "-"))
# Thousands are marked in threes or not at all: 1,234 is a number, 3,14 could be two.
_NUMBER: Final = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:[,、]\d{3})+)(?:\.\d+)?", re.ASCII)
_LONGEST_NUMBER: Final = 30


def comparable(text: str, *, fold_kana: bool) -> str:
    """A short text as it is compared: without differences of width, case, blanks and dashes.

    fold_kana: nor of kana, so that ヒナン is ひなん.
    """
    folded = unicodedata.normalize("NFKC", clean(text)).casefold().translate(_DASHES)
    folded = " ".join(folded.split())
    return katakana(folded) if fold_kana else folded


def number_of(text: str, *, unit: str = "", field: str = "answer") -> Decimal:
    """A number as people write it: １２．５, 1,234, −3, with or without its unit. Raises NumberUnreadable."""
    plain = comparable(text, fold_kana=False).replace(" ", "")
    plain = plain.removesuffix(comparable(unit, fold_kana=False).replace(" ", ""))
    if len(plain) > _LONGEST_NUMBER or not _NUMBER.fullmatch(plain):
        raise NumberUnreadable(field, text=clean(text).strip()[:_LONGEST_NUMBER])
    return Decimal(re.sub("[,、]", "", plain))
