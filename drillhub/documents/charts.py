"""Charts as pictures: one specification, drawn in the process, for the page and for the PDF alike.

The library keeps an engine of about 110 MB in a process that draws, and takes half a second for the first picture;
pictures are kept by their specification.
"""

from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final

import vl_convert

from drillhub.documents.blocks import Cell, Chart, Column
from drillhub.documents.cells import written
from drillhub.documents.json_file import canonical_json

# Measured with our own font; a browser that lacks it takes the reader's.
_FONT: Final = "Noto Sans JP, Hiragino Sans, Yu Gothic UI, Meiryo, sans-serif"
_ACCENT, _INK, _GREY, _HAIR = "#115a36", "#1a1a1a", "#5c5f5a", "#d8dad4"
_WIDTH, _HEIGHT, _TEXT = 300, 150, 13
_ROOM_ABOVE: Final = 1.15
_NEAR: Final = 32  # so close above a point a target's mark would strike through its words


def picture(chart: Chart, language: str) -> str:
    """The chart as SVG. The same chart gives the same text."""
    return _svg(canonical_json(specification(chart, language)))


def specification(chart: Chart, language: str) -> dict[str, Any]:
    """The chart in Vega-Lite. A step without a value is marked by its dash and breaks the line.

    Every point carries its value in words and the target its own, so that nothing has to be told by colour.
    """
    step, column = chart.table.columns[0], chart.table.columns[1]
    points = [
        {
            "step": written(row[0], step, language),
            "value": row[1],
            "label": _label(row[1], column, chart.unit, language),
            "target": target,
            "under": _is_near(row[1], target, _highest(chart)),
        }
        for row, target in zip(chart.table.rows, chart.targets, strict=True)
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": _WIDTH,
        "height": _HEIGHT,
        "background": "white",
        "padding": {
            "left": 4,
            "top": 4,
            "right": 4 if any(each is not None for each in chart.targets) else 52,
            "bottom": 4,
        },
        "data": {"values": points},
        "encoding": {"x": {"field": "step", "type": "ordinal", "sort": None, "axis": {"title": None, "labelAngle": 0}}},
        "layer": _layers(chart, column, _target(chart, language)),
        "config": {
            "aria": False,  # as an image it has one alternative text; these would be English
            "font": _FONT,
            "text": {"fontSize": _TEXT, "color": _INK},
            "axis": {
                "labelFontSize": _TEXT,
                "labelColor": _INK,
                "labelPadding": 6,
                "gridColor": _HAIR,
                "domainColor": _INK,
                "tickColor": _INK,
            },
            "view": {"stroke": None},
        },
    }


def _highest(chart: Chart) -> float:
    """What the axis has to reach: 1 for rates, else the highest value or target."""
    if chart.table.columns[1].kind == "percent":
        return 1.0
    values = [row[1] for row in chart.table.rows if isinstance(row[1], (int, float))]
    return max([*values, *filter(None, chart.targets)], default=0) or 1


def _is_near(value: Cell, target: float | None, highest: float) -> bool:
    """Whether the target lies where the words above this point would stand."""
    if not isinstance(value, (int, float)) or target is None:
        return False
    above = (target - value) * _HEIGHT / (highest * _ROOM_ABOVE)
    return 3 < above < _NEAR and value * _HEIGHT / (highest * _ROOM_ABOVE) > _NEAR


def _label(value: Cell, column: Column, unit: str, language: str) -> str:
    """A value with its unit; a rate has it already."""
    text = written(value, column, language)
    return text if value is None or column.kind == "percent" else f"{text}{unit}"


def _layers(chart: Chart, column: Column, target: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Bars, or a line with its points; over them the target; on top the values in words, on a white ground.

    Words stand above their point, and below it (white in a bar) where the target would strike them through.
    """
    ticks = {"format": ".0%", "values": [0, 0.5, 1]} if column.kind == "percent" else {"tickCount": 3, "tickMinStep": 1}
    height = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [0, _highest(chart) * _ROOM_ABOVE], "nice": False},
        "axis": {"title": None, **ticks},
    }
    point = {"size": 90, "filled": True, "color": _ACCENT}
    bar: dict[str, Any] = {"type": "bar", "color": _ACCENT, "size": 44}
    line: dict[str, Any] = {"type": "line", "color": _ACCENT, "strokeWidth": 2.5, "point": point}
    label: dict[str, Any] = {"type": "text", "dy": -13, "fontWeight": "bold"}
    words = {"y": height, "text": {"field": "label"}}
    halo: dict[str, Any] = {"stroke": "white", "strokeWidth": 4}
    over = [{"filter": "isValid(datum.value) && !datum.under"}]
    under = [{"filter": "datum.under"}]
    low: dict[str, Any] = {**label, "dy": 18, "color": "white" if chart.shape == "bar" else _INK}
    return [
        {"mark": bar if chart.shape == "bar" else line, "encoding": {"y": height}},
        *target,
        {"transform": over, "mark": {**label, **halo}, "encoding": words},
        {"transform": over, "mark": label, "encoding": words},
        {"transform": under, "mark": {**low, **(halo if chart.shape == "line" else {})}, "encoding": words},
        {"transform": under, "mark": low, "encoding": words},
        {
            "transform": [{"filter": "!isValid(datum.value)"}],
            "mark": {**label, "color": _GREY},
            "encoding": {**words, "y": {"datum": 0}},
        },
    ]


def _target(chart: Chart, language: str) -> list[dict[str, Any]]:
    """A dotted line where all steps have the same target, a mark at each step where not; named at its end."""
    targets = [each for each in chart.targets if each is not None]
    if not targets or chart.target_column is None:
        return []
    column = chart.table.columns[chart.target_column]
    label = [column.title, _label(targets[-1], column, chart.unit, language)]
    end = {"data": {"values": [{}]}, "encoding": {"y": {"datum": targets[-1]}, "x": None}}
    line: dict[str, Any] = {**end, "mark": {"type": "rule", "color": _INK, "strokeDash": [2, 3]}}
    if len(set(chart.targets)) > 1:
        line = {
            "transform": [{"filter": "isValid(datum.target)"}],
            "mark": {"type": "tick", "color": _INK, "size": 70, "thickness": 2},
            "encoding": {"y": {"field": "target", "type": "quantitative"}},
        }
    return [line, {**end, "mark": {"type": "text", "text": label, "align": "left", "x": _WIDTH + 6, "dy": -7}}]


@lru_cache(maxsize=256)
def _svg(text: str) -> str:
    _register_fonts()
    return str(vl_convert.vegalite_to_svg(text, vl_version="5.20", allowed_base_urls=[]))


@cache
def _register_fonts() -> None:
    fonts = resources.files("drillhub.documents") / "fonts"
    vl_convert.register_font_directory(str(fonts))
