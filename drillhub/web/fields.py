"""What a post may carry. A view says it with `@takes`; anything else, or a field sent twice, is refused unread."""

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, Final, TypeVar

from flask import current_app, request
from wtforms import MultipleFileField, SelectMultipleField

from drillhub.core.errors import DrillHubError
from drillhub.core.i18n import _l
from drillhub.web.forms import KEY_FIELD, Form

V = TypeVar("V", bound=Callable[..., Any])
_KEYS: Final = frozenset({KEY_FIELD, "csrf_token"})
_SHOWN: Final = 3
_LONGEST_SHOWN: Final = 40


class FieldsRefused(DrillHubError):
    """names: some of the fields that the page does not have, or has once."""

    code = "fields_refused"
    status = 422
    sentence = _l(
        "この画面では受け付けない項目か、重なった項目（%(names)s）が送信されたため、何も保存していません。"
        "画面を開き直して、もう一度お試しください。"
    )


@dataclass(frozen=True)
class Fields:
    """Names of fields. A name may end in `*` and then stands for all that begin so. many: those that may repeat."""

    once: frozenset[str]
    many: frozenset[str] = frozenset()

    def __or__(self, other: "Fields") -> "Fields":
        return Fields(self.once | other.once, self.many | other.many)

    def allows(self, name: str, times: int) -> bool:
        return _is_one_of(name, self.many) or (times == 1 and _is_one_of(name, self.once))


def many(*names: str) -> Fields:
    """Fields that may be sent several times, such as the ticked boxes of a list."""
    return Fields(frozenset(), frozenset(names))


def takes(*what: type[Form] | Fields | str) -> Callable[[V], V]:
    """The fields that a post to this view may carry: those of these forms, and further names.

    Rows of a page have a field each: `@takes("attendance-*", "reason-*")`. A view without it takes only the keys
    that every form has.
    """

    def attach(view: V) -> V:
        view.takes = what  # type: ignore[attr-defined]
        return view

    return attach


def check() -> None:
    """Before each request, after access was checked. Raises FieldsRefused."""
    if request.endpoint is None or request.method == "GET":
        return
    sent = {name: len(values) for name, values in request.form.lists()}
    for name, files in request.files.lists():
        sent[name] = sent.get(name, 0) + len(files)
    taken = fields_of(current_app.view_functions[request.endpoint])
    refused = [name for name, times in sent.items() if not taken.allows(name, times)]
    if refused:
        raise FieldsRefused(names=", ".join(name[:_LONGEST_SHOWN] for name in refused[:_SHOWN]))


def fields_of(view: Callable[..., Any]) -> Fields:
    """What a view takes. Within a request."""
    taken = Fields(_KEYS)
    for each in getattr(view, "takes", ()):
        taken |= each if isinstance(each, Fields) else Fields(frozenset({each})) if isinstance(each, str) else _of(each)
    return taken


@cache
def _of(form: type[Form]) -> Fields:
    fields = list(form(formdata=None))
    repeating = {field.name for field in fields if isinstance(field, (SelectMultipleField, MultipleFileField))}
    return Fields(frozenset(field.name for field in fields) - repeating, frozenset(repeating))


def _is_one_of(name: str, known: frozenset[str]) -> bool:
    return name in known or any(fnmatchcase(name, each) for each in known if each.endswith("*"))
