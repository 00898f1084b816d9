"""The shape of a file: required and unknown fields, types, ranges and closed lists, each fault in words."""

from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from drillhub.core.i18n import LazyString, _l
from drillhub.documents.problems import Fault, Path

T = TypeVar("T")
_SHOWN = 60  # characters of a wrong value that a sentence repeats


def check_shape(
    schema: TypeAdapter[T], plain: Any, *, variants: str = ""
) -> tuple[T, list[Fault]] | tuple[None, list[Fault]]:
    """The value of a file's plain values, or None and everything that is wrong with their shape.

    variants: name of the list whose items are of several kinds, told apart by their `type`.
    """
    try:
        return schema.validate_python(plain), []
    except ValidationError as error:
        found = (details for details in error.errors(include_url=False) if not _follows(details))
        return None, [_fault(details, variants) for details in found]


def _follows(details: ErrorDetails) -> bool:
    """Whether this only follows from another fault: a list counts as too short when its items are wrong."""
    return details["type"] == "too_short" and len(details["input"]) >= details["ctx"]["min_length"]


def _fault(details: ErrorDetails, variants: str) -> Fault:
    path = _path(details["loc"], variants)
    kind = details["type"]
    context = details.get("ctx", {})
    if kind == "missing":
        return Fault(path[:-1], _l("「%(key)s」がありません。書き足してください。", key=path[-1]))
    if kind == "unexpected_keyword_argument":
        return Fault(path, _l("「%(key)s」という項目はありません。つづりを確かめてください。", key=_shown(path[-1])))
    if kind == "union_tag_not_found":
        return Fault(path, _l("「%(key)s」がありません。書き足してください。", key="type"))
    if kind == "union_tag_invalid":
        return Fault((*path, "type"), _not_in_list(context["tag"], context["expected_tags"].replace("'", "")))
    if kind == "enum":
        return Fault(path, _not_in_list(details["input"], context["expected"].replace("'", "").replace(" or ", ", ")))
    return Fault(path, _sentence(kind, details["input"], context))


def _sentence(kind: str, value: Any, context: dict[str, Any]) -> LazyString:
    if value is None:
        return _l("値がありません。")
    match kind:
        case "string_type":
            return _l('文字で書いてください。数字や true だけの値は、引用符（""）で囲みます。')
        case "string_too_short":
            return _l("空です。文字を入れてください。")
        case "string_too_long":
            return _l("長すぎます。%(limit)s文字までにしてください。", limit=context["max_length"])
        case "int_type" | "int_from_float":
            return _l("整数で書いてください。")
        case "number_type":
            return _l("数値で書いてください。")
        case "scalar_type":
            return _l("文字または数値で書いてください。")
        case "bool_type":
            return _l("true か false で書いてください。")
        case "greater_than_equal":
            return _l("%(least)s以上の数にしてください。", least=context["ge"])
        case "less_than_equal":
            return _l("%(most)s以下の数にしてください。", most=context["le"])
        case "tuple_type":
            return _l("一覧（[ ] の中、または - で始まる行）で書いてください。")
        case "too_short":
            return _l("%(least)sつ以上書いてください。", least=context["min_length"])
        case "dataclass_type" | "model_attributes_type":
            return _l("「項目: 値」の組で書いてください。")
        case "literal_error":
            known = context["expected"]
            return _l("「%(value)s」の形式は読めません。%(known)s にしてください。", value=_shown(value), known=known)
        case "year_month":
            return _l("年月は 2026-04 の形で書いてください。")
        case "day":
            return _l("日付は 2026-04-01 の形で、実際にある日を書いてください。")
        case "repeated":
            return _l("同じ値が2回書かれています。1つにしてください。")
        case "identifier":
            return _l("「%(value)s」は使えません。半角の英数字と _ - だけで書いてください。", value=_shown(value))
        case "web_address":
            return _l("https:// か http:// で始まるアドレスを書いてください。")
        case _:
            return _l("この値は使えません。")


def _not_in_list(value: Any, known: str) -> LazyString:
    return _l("「%(value)s」は使えません。使える語: %(known)s", value=_shown(value), known=known)


def _path(location: tuple[int | str, ...], variants: str) -> Path:
    """The place in the file. Inside an item of several kinds the schema's location also names the kind: not a key."""
    if len(location) > 2 and location[0] == variants:
        return (*location[:2], *location[3:])
    return location


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
