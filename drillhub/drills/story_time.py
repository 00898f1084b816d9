"""The time of day in the story, read from the labels that the scenario's author wrote beside the injects."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from drillhub.scenarios.content import Inject

_TIME_OF_DAY: Final = re.compile(r"(\d{1,2})時(?:(\d{1,2})分)?(?:ごろ|頃)?$")
_DAY: Final = 24 * 60


def start_of_day(injects: Sequence[Inject]) -> int | None:
    """Minutes after midnight at which the incident begins; None when the labels name no time of day.

    "14時05分" at story minute 0 gives 845. Labels such as "開始から30分" or "4日目" count, they do not tell the time.
    """
    for inject in injects:
        found = _TIME_OF_DAY.search(inject.story_label_ja)
        if found and not inject.story_label_ja.startswith(("開始", "発災")):
            minute = int(found[1]) * 60 + int(found[2] or 0)
            return (minute - inject.story_min) % _DAY
    return None


def time_of_day(start: int, story: timedelta) -> str:
    """HH:MM of the story time, for an incident that began `start` minutes after midnight."""
    minute = (start + story // timedelta(minutes=1)) % _DAY
    return f"{minute // 60}:{minute % 60:02d}"
