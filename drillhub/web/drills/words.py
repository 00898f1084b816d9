"""How pages of drills write durations, gaps and checks. Facts come from the rules; only words are made here."""

from datetime import date, datetime, timedelta

from drillhub.core import clock, japanese_dates
from drillhub.core.i18n import _, current_language
from drillhub.drills.evaluation import Attendance, CriterionResult, Gap, GapKind
from drillhub.drills.findings import FindingKind
from drillhub.drills.preflight import PreflightItem, PreflightKind
from drillhub.drills.run_state import RunState
from drillhub.drills.snapshot import ParticipantKind
from drillhub.drills.story_time import start_of_day, time_of_day
from drillhub.drills.task_watches import TaskWatch, Verdict
from drillhub.scenarios.content import EVERYONE, ScenarioContent
from drillhub.vocabulary import TaskRating
from drillhub.web.durations import minutes_text


def span(value: timedelta | int | None) -> str:
    """A story time in words: 45分, 3時間5分, 4日6時間. An int is minutes; None is a dash."""
    if value is None:
        return "—"
    return minutes_text(value if isinstance(value, int) else value // timedelta(minutes=1))


def span_patterns() -> dict[str, str]:
    """The same words for the script that lets clocks run; {d}, {h} and {m} stand for the numbers."""
    return {
        "m": _("%(minutes)s分", minutes="{m}"),
        "h": _("%(hours)s時間", hours="{h}"),
        "hm": _("%(hours)s時間%(minutes)s分", hours="{h}", minutes="{m}"),
        "d": _("%(days)s日", days="{d}"),
        "dh": _("%(days)s日%(hours)s時間", days="{d}", hours="{h}"),
    }


def drill_clock(value: timedelta) -> str:
    """Drill time as minutes:seconds."""
    seconds = int(value.total_seconds())
    return f"{seconds // 60}:{seconds % 60:02d}"


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


def gap_words(gap: Gap, scenario: ScenarioContent, language: str) -> str:
    """One sentence that says what the evaluation lacks."""
    objectives = {objective.id: objective.text(language) for objective in scenario.objectives}
    criteria = {criterion.id: criterion.ja for criterion in scenario.evaluation_criteria}
    match gap.kind:
        case GapKind.NOT_RATED:
            return _("目標「%(name)s」の評価がありません。", name=objectives.get(gap.subject, gap.subject))
        case GapKind.DISPUTED:
            return _(
                "目標「%(name)s」の評価が分かれています。進行役が決めてください。",
                name=objectives.get(gap.subject, gap.subject),
            )
        case GapKind.WHY_MISSING:
            return _(
                "目標「%(name)s」の評価の理由を一言書いてください。", name=objectives.get(gap.subject, gap.subject)
            )
        case GapKind.ATTENDANCE_UNDECIDED:
            return _("%(name)sさんの出欠が未記入です。", name=gap.subject)
        case GapKind.EXCUSE_MISSING:
            return _("%(name)sさんの免除の理由がありません。", name=gap.subject)
        case GapKind.CRITERION_OPEN:
            return _("評価の観点「%(name)s」が未記入です。", name=criteria.get(gap.subject, gap.subject))
        case GapKind.NO_FINDINGS:
            return _("気付きがまだありません。")


def preflight_words(item: PreflightItem, scenario: ScenarioContent, language: str) -> str:
    """One sentence for something to look at before the start."""
    size = scenario.recommended_group_size
    match item.kind:
        case PreflightKind.NOT_AHEAD:
            return _("この訓練は、もう予定ではありません。")
        case PreflightKind.RUN_GOING:
            return _("この訓練は、すでに開始の画面が開いています。")
        case PreflightKind.NO_PLAYERS:
            return _("参加者がいません。")
        case PreflightKind.NO_DEPUTY:
            return _("進行役の代理が決まっていません。")
        case PreflightKind.OTHER_DAY:
            return _("予定の日は今日ではありません。")
        case PreflightKind.TOO_FEW:
            return _("参加者が、このシナリオの目安（%(min)s〜%(max)s人）より少なめです。", min=size.min, max=size.max)
        case PreflightKind.TOO_MANY:
            return _("参加者が、このシナリオの目安（%(min)s〜%(max)s人）より多めです。", min=size.min, max=size.max)
        case PreflightKind.NOBODY_PLAYS:
            return _("「%(role)s」の役を担当する人がいません。", role=role_names(scenario, (item.subject,), language))
        case PreflightKind.NO_ADDRESS:
            return _("%(name)sさんはメールアドレスがないため、案内を口頭か紙で伝えてください。", name=item.subject)


def clock_of(seconds: int) -> str:
    """Seconds of drill time as minutes:seconds."""
    return drill_clock(timedelta(seconds=seconds))


def iso_day(text: str) -> str:
    """A day of a record (ISO) in the reader's words."""
    return japanese_dates.long_date(date.fromisoformat(text), current_language())


def iso_hour(text: str | None, timezone: str) -> str:
    """The wall-clock time of an instant of a record (ISO) in the record's zone; a dash when there is none."""
    return f"{clock.local(datetime.fromisoformat(text), timezone):%H:%M}" if text else "—"


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
