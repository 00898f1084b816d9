"""Scenario files → contents. Every problem is found and named by file, line and place; nothing is half read."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from drillhub.core.i18n import _l
from drillhub.scenarios.checks import check
from drillhub.scenarios.content import ScenarioContent
from drillhub.scenarios.problems import Fault, Problem, path_text
from drillhub.scenarios.shape import shape
from drillhub.scenarios.yaml_tree import Tree, parse

MAX_BYTES: Final = 1_000_000
_MAX_PROBLEMS: Final = 100  # of one file; more would hide what to do first


@dataclass(frozen=True)
class SourceFile:
    """A file as it came. name: its name or path, as the person knows it."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Reading:
    """What a set of files gave. contents: one per file, in order; empty as soon as any file has a problem."""

    contents: tuple[ScenarioContent, ...]
    problems: tuple[Problem, ...]


def read_scenarios(files: Iterable[SourceFile]) -> Reading:
    """Read files that are to be taken over together, and check them against each other too."""
    contents: list[ScenarioContent] = []
    problems: list[Problem] = []
    owners: dict[tuple[str, str], str] = {}
    for file in files:
        content, tree, faults = _read(file)
        if content is not None:
            faults = [*faults, *_taken(content, file.name, owners)]
            contents.append(content)
        problems += _problems(file.name, tree, faults)
    return Reading(() if problems else tuple(contents), tuple(problems))


def _read(file: SourceFile) -> tuple[ScenarioContent | None, Tree, list[Fault]]:
    if len(file.data) > MAX_BYTES:
        sentence = _l("ファイルが大きすぎます。%(limit)sバイトまでにしてください。", limit=f"{MAX_BYTES:,}")
        return None, Tree(), [Fault((), sentence)]
    try:
        text = file.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = file.data.count(b"\n", 0, error.start) + 1
        sentence = _l("UTF-8 で読めない文字があります。文字コードを UTF-8 にして保存し直してください。")
        return None, Tree(), [Fault((), sentence, line)]
    tree = parse(text)
    if tree.value is None:
        empty = [] if tree.faults else [Fault((), _l("ファイルが空です。"))]
        return None, tree, [*tree.faults, *empty]
    content, faults = shape(tree.value)
    faults += [*check(tree.value), *_file_name(tree.value, file.name)]
    # What YAML already refused has no value here: the same place is not named a second time.
    refused = {fault.path for fault in tree.faults}
    faults = [*tree.faults, *(fault for fault in faults if fault.path not in refused)]
    return (None if faults else content), tree, faults


def _file_name(plain: object, name: str) -> list[Fault]:
    """A scenario is named by its file, so that two files cannot both be the same scenario."""
    stem = PurePath(name.replace("\\", "/")).stem
    identifier = plain.get("id") if isinstance(plain, dict) else None
    if not isinstance(identifier, str) or identifier.strip() == stem:
        return []
    sentence = _l("id「%(id)s」とファイルの名前「%(stem)s」をそろえてください。", id=identifier[:60], stem=stem[:60])
    return [Fault(("id",), sentence)]


def _taken(content: ScenarioContent, name: str, owners: dict[tuple[str, str], str]) -> list[Fault]:
    """Two files of one set must not claim the same id or code."""
    faults = []
    for key, value in (("id", content.id), ("code", content.code)):
        owner = owners.get((key, value))
        if owner is not None:
            sentence = _l("%(key)s「%(value)s」は %(file)s でも使われています。", key=key, value=value, file=owner)
            faults.append(Fault((key,), sentence))
        owners.setdefault((key, value), name)
    return faults


def _problems(name: str, tree: Tree, faults: list[Fault]) -> list[Problem]:
    problems = [
        Problem(name, fault.line or tree.line(fault.path), path_text(fault.path), fault.sentence) for fault in faults
    ]
    problems.sort(key=lambda problem: problem.line)
    if len(problems) > _MAX_PROBLEMS:
        rest = len(problems) - _MAX_PROBLEMS
        more = Problem(name, problems[_MAX_PROBLEMS].line, "", _l("ほかに%(count)s件あります。", count=rest))
        problems = [*problems[:_MAX_PROBLEMS], more]
    return problems
