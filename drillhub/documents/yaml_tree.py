"""YAML text → plain values that know their lines.

Only what our files need of YAML 1.2: mappings with text keys, lists, and scalars by the core schema (`yes` and `no`
are words, not truth values). Anchors, aliases and tags are refused: nobody needs them here, and a few nested aliases
can stand for gigabytes. JSON is YAML too. Values are built from the parser's events, so that neither depth nor size
of a hostile file reaches further than the limits below.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from drillhub.core.i18n import LazyString, _l
from drillhub.core.text import clean
from drillhub.documents.problems import Fault, Path, Problem, path_text

MAX_DEPTH: Final = 20
MAX_PROBLEMS: Final = 100  # of one file; more would hide what to do first
MAX_NODES: Final = 50_000
MAX_LINE_LENGTH: Final = 20_000

_NULL: Final = re.compile(r"~|null|Null|NULL|")
_TRUE: Final = re.compile(r"true|True|TRUE")
_FALSE: Final = re.compile(r"false|False|FALSE")
_INTEGER: Final = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]{1,18}|[0-9]{1,18}(\.[0-9]{0,18})?)([eE][-+]?[0-9]{1,2})?")
# PostgreSQL refuses NUL, documents refuse the other control characters, and half a surrogate pair is no text.
_NOT_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass
class Tree:
    """value: the document as dict, list, str, int, float, bool and None; None when there is no document."""

    value: Any = None
    faults: list[Fault] = field(default_factory=list)
    lines: dict[Path, int] = field(default_factory=dict)

    def problems(self, file: str, faults: Iterable[Fault]) -> list[Problem]:
        """The faults with their places in a file, by line; beyond a hundred only their number."""
        found = [Problem(file, f.line or self.line(f.path), path_text(f.path), f.sentence) for f in faults]
        found.sort(key=lambda problem: problem.line)
        if len(found) > MAX_PROBLEMS:
            rest = _l("ほかに%(count)s件あります。", count=len(found) - MAX_PROBLEMS)
            found[MAX_PROBLEMS:] = [Problem(file, found[MAX_PROBLEMS].line, "", rest)]
        return found

    def line(self, path: Path) -> int:
        """The line (from 1) of a value: that of its key, or of the nearest value around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def parse_file(data: bytes, *, limit: int) -> Tree:
    """Read a file in UTF-8. limit: bytes. What keeps it from being read at all is a fault too."""
    if len(data) > limit:
        sentence = _l("ファイルが大きすぎます。%(limit)sバイトまでにしてください。", limit=f"{limit:,}")
        return Tree(faults=[Fault((), sentence)])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        sentence = _l("UTF-8 で読めない文字があります。文字コードを UTF-8 にして保存し直してください。")
        return Tree(faults=[Fault((), sentence, line)])
    tree = parse(text)
    if tree.value is None and not tree.faults:
        tree.faults.append(Fault((), _l("ファイルが空です。")))
    return tree


def parse(text: str) -> Tree:
    """Read a YAML text. Every fault found before reading had to stop is in `faults`; none is raised."""
    tree = Tree()
    for number, line in enumerate(text.split("\n"), start=1):
        if _NOT_TEXT.search(line):
            tree.faults.append(Fault((), _CONTROL_CHARACTER, number))
        if len(line) > MAX_LINE_LENGTH:
            too_long = _l("1行が長すぎます。%(limit)s文字までにしてください。", limit=MAX_LINE_LENGTH)
            tree.faults.append(Fault((), too_long, number))
    if tree.faults:
        return tree
    builder = _Builder(tree)
    try:
        builder.build(YAML(typ="safe", pure=True).parse(text))
    except _StopReadingError:
        pass  # the limit that was broken is among the faults
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        tree.faults.append(Fault((), _syntax_sentence(error), mark.line + 1 if mark else builder.line))
    except (YAMLError, ValueError, OverflowError):
        # The last two: an escape such as "\UFFFFFFFF" that stands for no character.
        tree.faults.append(Fault((), _NOT_YAML, builder.line))
    return tree


class _StopReadingError(Exception):
    """The file breaks a limit; what follows is not looked at."""


@dataclass
class _Collection:
    """A mapping or list that is being filled. key: its own place in the collection around it."""

    value: dict[str, Any] | list[Any]
    path: Path
    key: str | int | None
    pending: str | None = None  # the key of a mapping whose value comes next


class _Builder:
    """Puts values together from the parser's events, without recursion."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.line = 1
        self._open: list[_Collection] = []
        self._documents = 0
        self._nodes = 0

    def build(self, events: Iterable[Any]) -> None:
        for event in events:
            if event.start_mark is not None:
                self.line = event.start_mark.line + 1
            if isinstance(event, DocumentStartEvent):
                self._start_document()
            elif isinstance(event, NodeEvent):
                self._take_node(event)
            elif isinstance(event, MappingEndEvent | SequenceEndEvent):
                closed = self._open.pop()
                self._put(closed.value, closed.key)

    def _start_document(self) -> None:
        self._documents += 1
        if self._documents > 1:
            self._stop((), _l("1つのファイルには1つの内容だけを書いてください（--- で区切られています）。"))

    def _take_node(self, event: Any) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._stop((), _l("項目が多すぎます。ファイルを分けてください。"))
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.value, dict) and top.pending is None:
            self._take_key(event, top)
            return
        key = self._key_of_next(top)
        path = (*top.path, key) if top is not None and key is not None else ()
        self.tree.lines.setdefault(path, self.line)
        self._refuse_references(event, path)
        if isinstance(event, CollectionStartEvent):
            if len(self._open) >= MAX_DEPTH:
                self._stop(path, _l("入れ子が深すぎます。"))
            self._open.append(_Collection({} if isinstance(event, MappingStartEvent) else [], path, key))
        else:
            self._put(self._scalar(event, path), key)

    def _key_of_next(self, top: _Collection | None) -> str | int | None:
        """The place of the next value in the open collection; None for the document itself."""
        if top is None:
            return None
        return len(top.value) if isinstance(top.value, list) else top.pending

    def _take_key(self, event: Any, top: _Collection) -> None:
        if not isinstance(event, ScalarEvent):
            self._stop(top.path, _l("項目の名前は1つの語で書いてください。"))
        name = self._text(event.value, top.path)
        path = (*top.path, name)
        self._refuse_references(event, path)
        if name in top.value:
            self._add(path, _l("項目「%(key)s」が2回書かれています。1つにしてください。", key=name[:60]))
        self.tree.lines.setdefault(path, self.line)
        top.pending = name

    def _refuse_references(self, event: Any, path: Path) -> None:
        if isinstance(event, AliasEvent):
            self._add(path, _l("別名（*）は使えません。値をそのまま書いてください。"))
        elif event.anchor is not None:
            self._add(path, _l("アンカー（&）は使えません。値をそのまま書いてください。"))
        if getattr(event, "tag", None) is not None:
            self._add(path, _l("型の指定（!）は使えません。値をそのまま書いてください。"))

    def _scalar(self, event: Any, path: Path) -> Any:
        if not isinstance(event, ScalarEvent):
            return None  # an alias, already refused
        value = event.value if event.style else _plain(event.value)
        return self._text(value, path) if isinstance(value, str) else value

    def _text(self, text: str, path: Path) -> str:
        if _NOT_TEXT.search(text):  # written as an escape, such as "\0"
            self._add(path, _CONTROL_CHARACTER)
        return clean(text)

    def _put(self, value: Any, key: str | int | None) -> None:
        if not self._open:
            self.tree.value = value
            return
        top = self._open[-1]
        if isinstance(top.value, list):
            top.value.append(value)
        else:
            # The first of a repeated key counts; the others are read for their faults only.
            top.value.setdefault(str(key), value)
            top.pending = None

    def _add(self, path: Path, sentence: LazyString) -> None:
        self.tree.faults.append(Fault(path, sentence, self.line))

    def _stop(self, path: Path, sentence: LazyString) -> NoReturn:
        self._add(path, sentence)
        raise _StopReadingError


_CONTROL_CHARACTER: Final = _l("使えない制御文字が含まれています。この行を書き直してください。")
_NOT_YAML: Final = _l("YAML として読めません。字下げ、コロン、引用符、かっこの対応を確かめてください。")


def _syntax_sentence(error: MarkedYAMLError) -> LazyString:
    if "\\t" in str(error.problem):
        return _l("字下げにタブが使われています。半角の空白に置き換えてください。")
    return _NOT_YAML


def _plain(text: str) -> Any:
    """The value of an unquoted scalar, by the core schema of YAML 1.2."""
    if _NULL.fullmatch(text):
        return None
    if _TRUE.fullmatch(text) or _FALSE.fullmatch(text):
        return bool(_TRUE.fullmatch(text))
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text
