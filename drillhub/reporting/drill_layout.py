"""Chapter D of the annual report: the drills, each as its record says, and those that did not take place."""

from collections.abc import Iterable, Iterator
from datetime import date

from drillhub.core.i18n import _, pgettext
from drillhub.documents.blocks import Block, Bullets, Column, Fields, Heading, Table
from drillhub.evidence.models import SubjectKind
from drillhub.reporting import annual_words as words
from drillhub.reporting import drill_figures, figure_words, report_words
from drillhub.reporting.annual_values import AnnualReport
from drillhub.reporting.drill_facts import DrillEntry, PlannedDrill, TaskOutcome


def drill_blocks(report: AnnualReport) -> Iterator[Block]:
    """Chapter D: each drill held by its record, what was due and did not take place, what is still to come."""
    drills = report.drills
    if drills.held:
        yield _held_table(drills.held)
        timed = [drill for drill in drills.held if drill.headcount or drill.evacuation_seconds is not None]
        if timed:
            yield _evacuations(timed)
        for drill in drills.held:
            yield from _one_drill(report, drill)
    # Editions of the first two schemas counted a drill whose record was still open among those that were not held.
    waiting = tuple(each for each in drills.not_held if each.awaits_record) if report.schema_version > 2 else ()
    if waiting:
        caption = _("実施したが、記録がまだ確定していない訓練")
        yield slots_table(caption, waiting, today=report.today, with_reason=False)
    not_held = tuple(each for each in drills.not_held if each not in waiting)
    for caption, slots in (
        (_("期日が来て実施しなかった訓練"), not_held),
        (_("期間中にこれから行う訓練"), drills.ahead),
    ):
        if slots:
            yield slots_table(caption, slots, today=report.today, with_reason=slots is not_held)


def _held_table(held: tuple[DrillEntry, ...]) -> Table:
    return Table(
        _("実施した訓練"),
        (
            Column(_("実施日"), "date", 1.8),
            Column(_("番号"), width=1.2),
            Column(_("訓練"), width=3.4),
            Column(_("拠点"), width=1.5),
            Column(_("参加した人"), "number"),
            Column(_("参加するはずの人"), "number"),
            Column(pgettext("column", "参加率"), "percent"),
        ),
        tuple(
            (
                drill.held_on,
                drill.number,
                drill.title,
                drill.site,
                drill.attended,
                drill.expected,
                drill.attended / drill.expected if drill.expected else None,
            )
            for drill in held
        ),
    )


def _evacuations(timed: Iterable[DrillEntry]) -> Table:
    """How fast everybody was out and counted. Times are written, so that nobody reads seconds for minutes."""
    return Table(
        _("避難と点呼の結果"),
        (
            Column(_("実施日"), "date", 1.8),
            Column(_("番号"), width=1.2),
            Column(_("避難完了"), width=1.3),
            Column(_("点呼完了"), width=1.3),
            Column(_("その場にいた人"), "number"),
            Column(pgettext("headcount", "確認した人"), "number"),
            Column(pgettext("column", "人員確認率"), "percent"),
            Column(pgettext("headcount", "未確認"), "number", 0.8),
            Column(_("うち来訪者など"), "number"),
        ),
        tuple(
            (
                drill.held_on,
                drill.number,
                _time(drill.evacuation_seconds),
                _time(drill.headcount_seconds),
                drill.headcount.on_site if drill.headcount else None,
                drill.headcount.accounted if drill.headcount else None,
                drill.headcount.accounted / drill.headcount.on_site
                if drill.headcount and drill.headcount.on_site
                else None,
                drill.headcount.missing if drill.headcount else None,
                drill.headcount.guests if drill.headcount else None,
            )
            for drill in timed
        ),
    )


def _time(seconds: int | None) -> str | None:
    return figure_words.duration(seconds) if seconds is not None else None


def _one_drill(report: AnnualReport, drill: DrillEntry) -> Iterator[Block]:
    language = report.language
    evidence = report.evidence_of(SubjectKind.DRILL, drill.id)
    yield Heading(f"{drill.number}　{drill.title}")
    yield Fields(
        (
            (_("種別"), _("、").join(str(kind.label) for kind in drill.types)),
            (
                _("予定日と実施日"),
                _(
                    "予定 %(planned)s、実施 %(held)s",
                    planned=report_words.day(drill.planned_on),
                    held=report_words.day(drill.held_on),
                ),
            ),
            (_("拠点と場所"), f"{drill.site} {drill.place}".strip()),
            (
                _("シナリオ"),
                _("%(name)s 第%(number)s版", name=drill.scenario.text(language), number=drill.scenario_version),
            ),
            (_("進行役"), drill.facilitator),
            (
                _("参加"),
                _(
                    "%(attended)s / %(expected)s人（招いた人 %(invited)s人、免除 %(excused)s人）",
                    attended=drill.attended,
                    expected=drill.expected,
                    invited=drill.invited,
                    excused=drill.excused,
                ),
            ),
            (_("所要時間"), _("%(minutes)s分", minutes=drill.elapsed_min)),
            (_("ふりかえり"), _review(drill)),
            (
                _("記録"),
                _("第%(number)s版 照合値 %(digest)s", number=drill.record_revision, digest=drill.record_digest[:16]),
            ),
            (_("証跡"), _("、").join(each.file_name for each in evidence) or str(report_words.NO_RECORD)),
        )
    )
    if drill.objectives:
        yield Table(
            _("目標の評価"),
            (Column(_("目標"), width=4), Column(_("評価"), width=1.6), Column(_("理由"), width=2.6)),
            tuple(
                (each.text.text(language), words.rating_name(each.rating), each.comment) for each in drill.objectives
            ),
        )
    if drill.tasks:
        is_exact = any(each.elapsed_seconds is not None for each in drill.tasks)
        yield Table(
            _("作業と目標時間（想定の時間、分）"),
            (
                Column(_("作業"), width=3.4),
                Column(pgettext("figure", "目標"), "number", 0.8),
                Column(_("結果"), "text" if is_exact else "number", 1.1 if is_exact else 0.8),
                Column(_("判定"), width=2.6),
            ),
            tuple(
                (
                    each.text.text(language) + (_("（最重要）") if each.critical else ""),
                    each.target_min,
                    _time_taken(each),
                    _verdict(each),
                )
                for each in drill.tasks
            ),
        )
    if drill.good_points:
        yield Heading(_("良い点"))
        yield Bullets(drill.good_points)
    if drill.findings:
        yield Table(
            _("直す点"),
            (
                Column(_("番号"), "number", 0.6),
                Column(_("気付き"), width=3.4),
                Column(_("原因"), width=2.8),
                Column(_("計画の項目")),
            ),
            tuple(
                (each.number, each.text, each.cause, each.plan_item.value if each.plan_item else _("未定"))
                for each in drill.findings
            ),
        )


def _review(drill: DrillEntry) -> str:
    if drill.review_days is None:
        return _("まだ（期限 %(day)s）", day=report_words.day(drill.review_due_on))
    return _("終了から%(days)s日", days=drill.review_days)


def _time_taken(task: TaskOutcome) -> str | int | None:
    """As exactly as it was measured, like the times of the whole drill beside it."""
    if task.elapsed_seconds is None:
        return task.elapsed_min
    if task.elapsed_seconds % 60 == 0:
        return _("%(minutes)s分", minutes=task.elapsed_seconds // 60)
    return figure_words.duration(task.elapsed_seconds)


def _verdict(task: TaskOutcome) -> str:
    """The verdict; of a task that was not judged, why, and when it is looked at again."""
    verdict = str(task.verdict.label)
    if task.because is not None:
        reason = str(drill_figures.NOT_JUDGED[task.because].label)
        verdict = _("%(verdict)s（%(reason)s）", verdict=verdict, reason=reason)
    if task.follow_up_on is not None:
        follow_up = _("%(day)sに確かめる", day=report_words.day(task.follow_up_on))
        verdict = _("%(verdict)s、%(follow_up)s", verdict=verdict, follow_up=follow_up)
    return verdict


def slots_table(caption: str, slots: tuple[PlannedDrill, ...], *, today: date, with_reason: bool) -> Table:
    """Places in the calendar. today: of the report; what came after it is not known to it."""
    columns = [
        Column(_("予定日"), "date", 1.8),
        Column(_("訓練"), width=3.4),
        Column(_("拠点"), width=1.5),
        Column(_("状態"), width=1.5),
    ]
    if with_reason:
        columns.append(Column(_("理由"), width=3))
    rows = []
    for slot in slots:
        row = (slot.planned_for, slot.title, slot.site, words.slot_state(slot, today))
        rows.append((*row, slot.reason or str(report_words.NOT_FILLED_IN)) if with_reason else row)
    return Table(caption, tuple(columns), tuple(rows))
