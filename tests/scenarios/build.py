"""One small scenario file that is right in every line, and ways to make it wrong."""

from pathlib import Path

from drillhub.documents.problems import Problem
from drillhub.scenarios.content import ScenarioContent
from drillhub.scenarios.reading import SourceFile, read_scenarios

SMALL = (Path(__file__).parent / "small_quake.yaml").read_text(encoding="utf-8")


def source(text: str = SMALL, name: str = "small_quake.yaml") -> SourceFile:
    return SourceFile(name, text.encode())


def content(text: str = SMALL, name: str = "small_quake.yaml") -> ScenarioContent:
    """The content of a text that is right. Fails on the spot when it is not."""
    reading = read_scenarios([source(text, name)])
    assert reading.problems == (), [str(problem) for problem in reading.problems]
    return reading.contents[0]


def changed(old: str, new: str, text: str = SMALL) -> str:
    """The text with its first `old` replaced; it must be there."""
    assert old in text, old
    return text.replace(old, new, 1)


def problems(text: str, name: str = "small_quake.yaml") -> tuple[Problem, ...]:
    return read_scenarios([source(text, name)]).problems


def another(scenario_id: str, code: str, text: str = SMALL) -> SourceFile:
    """The small scenario under another name, as a file."""
    text = changed("code: SC-T-01", f"code: {code}", changed("id: small_quake", f"id: {scenario_id}", text))
    return source(text, f"{scenario_id}.yaml")
