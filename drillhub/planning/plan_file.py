"""A plan file (YAML or JSON) → the plan. Every problem is named by file, line and place; nothing is half read."""

from dataclasses import dataclass
from typing import Final

from drillhub.documents.problems import Problem
from drillhub.documents.shape import check_shape
from drillhub.documents.yaml_tree import parse_file
from drillhub.planning.checks import check
from drillhub.planning.content import SCHEMA, PlanContent

MAX_BYTES: Final = 100_000


@dataclass(frozen=True)
class PlanReading:
    """What a file gave. content: None as soon as there is a problem."""

    content: PlanContent | None
    problems: tuple[Problem, ...]


def read_plan(name: str, data: bytes) -> PlanReading:
    """Read a file. name: as the person knows it, for the problems."""
    tree = parse_file(data, limit=MAX_BYTES)
    if tree.value is None:
        return PlanReading(None, tuple(tree.problems(name, tree.faults)))
    content, faults = check_shape(SCHEMA, tree.value)
    if content is not None:
        faults = [*faults, *check(content)]
    refused = {fault.path for fault in tree.faults}
    faults = [*tree.faults, *(fault for fault in faults if fault.path not in refused)]
    return PlanReading(None if faults else content, tuple(tree.problems(name, faults)))
