"""Scenario files → contents. Every problem is found and named by file, line and place; nothing is half read."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from drillhub.core.i18n import _l
from drillhub.documents.problems import Fault, Problem
from drillhub.documents.shape import check_shape
from drillhub.documents.yaml_tree import Tree, parse_file
from drillhub.scenarios.checks import check
from drillhub.scenarios.content import SCHEMA, ScenarioContent

MAX_BYTES: Final = 1_000_000


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
        problems += tree.problems(file.name, faults)
    return Reading(() if problems else tuple(contents), tuple(problems))


def _read(file: SourceFile) -> tuple[ScenarioContent | None, Tree, list[Fault]]:
    tree = parse_file(file.data, limit=MAX_BYTES)
    if tree.value is None:
        return None, tree, tree.faults
    shaped, faults = check_shape(SCHEMA, tree.value, variants="quiz")
    faults += [*check(tree.value), *_file_name(tree.value, file.name)]
    # What YAML already refused has no value here: the same place is not named a second time.
    refused = {fault.path for fault in tree.faults}
    faults = [*tree.faults, *(fault for fault in faults if fault.path not in refused)]
    return (None if faults else shaped), tree, faults


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
