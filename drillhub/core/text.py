"""Text as it enters the system, the width in which it is written, and the form in which it is searched."""

import re
import unicodedata
from typing import Final

# Control characters that no name or note needs and that documents and databases refuse (tab and line feed stay),
# lone surrogates, byte order marks, and the marks that let text read differently from what it says (bidi overrides).
_UNWANTED: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_LINE_ENDS: Final = re.compile("\r\n|[\r\x85\u2028\u2029]")
# Everything but the compatibility ideographs. NFC would replace those (塚 U+FA10, 隆 U+F9DC) by their everyday twins,
# although payroll software writes them on purpose: that is how the person writes the name.
_COMPOSED: Final = re.compile("[^\uf900-\ufaff\U0002f800-\U0002fa1f]+")

_HALF_WIDTH_KANA: Final = re.compile("[\uff61-\uff9f]+")
_LONE_SOUND_MARKS: Final = str.maketrans({"\u3099": "゛", "\u309a": "゜"})
_FULL_WIDTH_ASCII: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_HIRAGANA_TO_KATAKANA: Final = {code: code + 0x60 for code in range(0x3041, 0x3097)}

# Forms of characters in names that people type as the everyday one when they search.
_EVERYDAY: Final = str.maketrans(
    "髙﨑嵜邉邊齋齊斎濵濱澤廣國德𠮷眞髮嶋嶌櫻壽惠瀨淵渕冨龍條榮",
    "高崎崎辺辺斉斉斉浜浜沢広国徳吉真髪島島桜寿恵瀬渕渕富竜条栄",
)


def clean(text: str) -> str:
    """Composed (NFC), without control characters, line ends as \\n. Called wherever text enters: forms, API, imports.

    Characters that only look like another one stay as they are: 髙, 﨑, 隆, 〜 and ～, full-width letters.
    """
    text = _UNWANTED.sub("", _LINE_ENDS.sub("\n", text))
    return _COMPOSED.sub(lambda part: unicodedata.normalize("NFC", part[0]), text)


def one_line(text: str) -> str:
    """`clean`, in one line: runs of blanks and line ends become one blank, none at the ends."""
    return " ".join(clean(text).split())


def full_width_kana(text: str) -> str:
    """Half-width kana as full-width, sound marks joined: ﾊﾝｶﾞｸ → ハンガク. Other characters stay."""
    return _HALF_WIDTH_KANA.sub(_widen, text)


def katakana(text: str) -> str:
    """A reading as it is kept: half-width kana and hiragana as full-width katakana."""
    return full_width_kana(text).translate(_HIRAGANA_TO_KATAKANA)


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as ASCII: for numbers, codes, mail addresses. Kana and kanji stay."""
    return text.translate(_FULL_WIDTH_ASCII)


def search_key(text: str) -> str:
    """What a search compares: NFKC, lower case, katakana, everyday forms, no blanks. Never shown."""
    folded = unicodedata.normalize("NFKC", clean(text)).casefold()
    return re.sub(r"\s+", "", folded.translate(_HIRAGANA_TO_KATAKANA).translate(_EVERYDAY))


def _widen(run: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", run[0]).translate(_LONE_SOUND_MARKS)
