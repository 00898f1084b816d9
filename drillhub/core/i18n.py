"""Languages. Japanese is the source language of every message; English comes from the catalogue."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import flask_babel
from flask_babel import force_locale, get_locale
from flask_babel.speaklater import LazyString

LANGUAGES: Final = ("ja", "en")
DEFAULT_LANGUAGE: Final = "ja"

__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "LazyString",
    "_",
    "_l",
    "current_language",
    "gettext",
    "lazy_pgettext",
    "ngettext",
    "pgettext",
    "use_language",
]


def gettext(message: str, **facts: Any) -> str:
    """The message in the current language, with %(fact)s filled in. Outside an app: the message as it is."""
    return str(flask_babel.gettext(message, **facts))


def ngettext(singular: str, plural: str, num: int, **facts: Any) -> str:
    """As gettext, by number; %(num)d is filled in."""
    return str(flask_babel.ngettext(singular, plural, num, **facts))


def pgettext(context: str, message: str, **facts: Any) -> str:
    """As gettext, for words that another language tells apart by where they stand ("menu": the name of a room)."""
    return str(flask_babel.pgettext(context, message, **facts))


def lazy_pgettext(context: str, message: str, **facts: Any) -> LazyString:
    """As pgettext, put into words when it is shown."""
    return flask_babel.lazy_pgettext(context, message, **facts)


def lazy_gettext(message: str, **facts: Any) -> LazyString:
    """A message that is put into words when it is shown; for names at the level of modules and classes."""
    return flask_babel.lazy_gettext(message, **facts)


_ = gettext
_l = lazy_gettext


def current_language() -> str:
    """The language in which words are written now: "ja" or "en"."""
    locale = get_locale()
    return locale.language if locale is not None and locale.language in LANGUAGES else DEFAULT_LANGUAGE


@contextmanager
def use_language(language: str) -> Iterator[None]:
    """Write in this language inside the block: a mail to its reader, a report for its audience."""
    with force_locale(language if language in LANGUAGES else DEFAULT_LANGUAGE):
        yield
