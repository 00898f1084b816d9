"""How pages of drills write durations, gaps and checks. Facts come from the rules; only words are made here."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from drillhub.core import clock, japanese_dates
from drillhub.core.i18n import _, current_language
from drillhub.drills.evaluation import Attendance, CriterionResult
from drillhub.drills.events import GuestKind, Mark
from drillhub.drills.findings import FindingKind
from drillhub.drills.headcount import Called
from drillhub.drills.run_state import RunState
from drillhub.drills.snapshot import ParticipantKind
from drillhub.drills.story_time import start_of_day, time_of_day
from drillhub.drills.task_watches import TaskWatch, Verdict
from drillhub.identity.models import Employment
from drillhub.reporting.figures import percent
from drillhub.scenarios.content import EVERYONE, ScenarioContent
from drillhub.vocabulary import DrillType, TaskRating
from drillhub.web.durations import duration_patterns as duration_patterns  # for the templates
from drillhub.web.durations import minutes_text


def span(value: timedelta | int | None) -> str:
    """A story time in words: 45分, 3時間5分, 4日6時間. An int is minutes; None is a dash."""
    if value is None:
        return "—"
    return minutes_text(value if isinstance(value, int) else value // timedelta(minutes=1))


def drill_clock(value: timedelta) -> str:
    """Drill time as minutes:seconds."""
    seconds = int(value.total_seconds())
    return f"{seconds // 60}:{seconds % 60:02d}"


def exact(value: timedelta) -> str:
    """A measured time to the second: 4分48秒. Minutes alone would hide what a drill on the ground is about."""
    minutes, seconds = divmod(int(value.total_seconds()), 60)
    if not minutes:
        return _("%(seconds)s秒", seconds=seconds)
    return _("%(minutes)s分%(seconds)s秒", minutes=minutes, seconds=seconds)


def left(value: timedelta) -> str:
    """What is left until a target, or how far it was passed."""
    if value < timedelta(0):
        return _("%(time)s 超過", time=drill_clock(-value))
    return _("あと %(time)s", time=drill_clock(value))


def about_called(called: Called) -> str:
    """What a caller of the roll should see beside a name: who the person is, and what was said of them."""
    said = []
    if called.guest is not None:
        said.append(f"{called.guest.label} {called.department}".strip())
    elif called.employment == Employment.DISPATCHED:
        said.append(str(Employment.DISPATCHED.label))
    if called.added_late:
        said.append(_("途中から"))
    if called.made is not None and called.mark is not Mark.UNCONFIRMED:
        said += [text for text in (called.made.reason, called.made.place) if text]
    return str(_("・")).join(said)


def day_start(state: RunState) -> int | None:
    """Minutes after midnight at which the story's incident begins; None where labels name no time of day."""
    return start_of_day(state.snapshot.scenario.msel)


def story_clock(state: RunState, story: timedelta | None) -> str | None:
    """The time of day in the story; None where the story has none."""
    start = day_start(state)
    if start is None or story is None:
        return None
    return time_of_day(start, story)


def role_names(scenario: ScenarioContent, roles: tuple[str, ...] | list[str], language: str) -> str:
    """The names of roles in a row."""
    known = {role.id: role.text(language) for role in scenario.roles}
    known[EVERYONE] = _("全員")
    return str(_("、")).join(known.get(role, role) for role in roles)


def watch_status(watch: TaskWatch) -> tuple[str, str]:
    """Kind of sign and words for a stop-watch: ("late", "15分超過")."""
    if watch.verdict is Verdict.LATE:
        minutes = watch.over_by // timedelta(minutes=1)
        return "late", _("%(span)s超過", span=span(minutes)) if minutes else _("わずかに超過")
    if watch.verdict is Verdict.RUNNING and watch.over_by:
        return "run", _("目標の時間を過ぎました")
    kinds = {
        Verdict.NOT_STARTED: "plan",
        Verdict.RUNNING: "run",
        Verdict.ON_TIME: "done",
        Verdict.NOT_JUDGED: "none",
    }
    return kinds[watch.verdict], str(watch.verdict.label)


def measured_status(watch: TaskWatch) -> tuple[str, str]:
    """As `watch_status`, to the second."""
    if watch.verdict is Verdict.LATE:
        return "late", _("%(span)s超過", span=exact(watch.over_by))
    return watch_status(watch)


def clock_of(seconds: int) -> str:
    """Seconds of drill time as minutes:seconds."""
    return drill_clock(timedelta(seconds=seconds))


def iso_day(text: str) -> str:
    """A day of a record (ISO) in the reader's words."""
    return japanese_dates.long_date(date.fromisoformat(text), current_language())


def iso_hour(text: str | None, timezone: str) -> str:
    """The wall-clock time of an instant of a record (ISO) in the record's zone; a dash when there is none."""
    return f"{clock.local(datetime.fromisoformat(text), timezone):%H:%M}" if text else "—"


def share(part: int, whole: int) -> str:
    """A rate as reports write it; a dash of nothing."""
    return f"{percent(part, whole)}%" if whole else "—"


def measured(seconds: int | None) -> str:
    """A measured time of a record, to the second."""
    return exact(timedelta(seconds=seconds)) if seconds is not None else _("記録なし")


def type_names(drill_type: str, further: Iterable[str]) -> str:
    """All types of a drill, the main one first."""
    return str(_("・")).join(str(DrillType(each).label) for each in (drill_type, *further))


def mark_label(value: str) -> str:
    return str(Mark(value).label)


def guest_label(value: str) -> str:
    return str(GuestKind(value).label)


def rating_label(value: str) -> str:
    return str(TaskRating(value).label)


def verdict_label(value: str) -> str:
    return str(Verdict(value).label)


def criterion_label(value: str) -> str:
    return str(CriterionResult(value).label)


def finding_label(value: str) -> str:
    return str(FindingKind(value).label)


def kind_label(value: str) -> str:
    return str(ParticipantKind(value).label)


def attendance_label(value: str) -> str:
    return str(Attendance(value).label)
