"""The scenarios that come with DrillHub, as files in `seed/scenarios`."""

from functools import cache
from pathlib import Path
from typing import Final

from drillhub.scenarios.content import ScenarioContent
from drillhub.scenarios.reading import SourceFile, read_scenarios

FOLDER: Final = Path(__file__).parents[2] / "seed" / "scenarios"


@cache
def library_contents() -> tuple[ScenarioContent, ...]:
    """All scenarios of the library, by file name. Read once a process: the files are part of the program."""
    reading = read_scenarios(SourceFile(path.name, path.read_bytes()) for path in sorted(FOLDER.glob("*.yaml")))
    if reading.problems:
        raise RuntimeError("the scenario library is broken: " + "; ".join(map(str, reading.problems)))
    return reading.contents
