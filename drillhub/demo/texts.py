"""What people of the demonstration company said, learned and proposed: files in `seed/demo`."""

from functools import cache
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

_FOLDER: Final = Path(__file__).parents[2] / "seed" / "demo"


@cache
def exercise_sayings() -> dict[str, Any]:
    """Of tabletop exercises, by scenario."""
    loaded: dict[str, Any] = _load("exercises.yaml")
    return loaded


@cache
def evacuation_sayings() -> list[dict[str, Any]]:
    """Of evacuation drills, the oldest first."""
    loaded: list[dict[str, Any]] = _load("evacuations.yaml")
    return loaded


@cache
def proposals() -> dict[str, Any]:
    """What was made of findings (by their text), suggested from home, and learned from a quiz."""
    loaded: dict[str, Any] = _load("improvement.yaml")
    return loaded


@cache
def risks() -> list[dict[str, Any]]:
    """The register of risks."""
    loaded: list[dict[str, Any]] = _load("risks.yaml")
    return loaded


@cache
def systems() -> list[dict[str, Any]]:
    """The register of IT systems."""
    loaded: list[dict[str, Any]] = _load("systems.yaml")
    return loaded


def _load(name: str) -> Any:
    return YAML(typ="safe").load(_FOLDER / name)
