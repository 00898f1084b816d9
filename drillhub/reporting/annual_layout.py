"""The annual report as a document: which section says what. The same value gives the same document."""

from collections.abc import Iterator
from typing import Final

from drillhub.core import japanese_dates
from drillhub.core.i18n import _, current_language, use_language
from drillhub.documents.blocks import (
    Block,
    Bullets,
    Column,
    Document,
    Fields,
    Heading,
    Nothing,
    Paragraph,
    Section,
    Table,
)
from drillhub.planning.models import CommitmentKind
from drillhub.reporting import annual_words as words
from drillhub.reporting.annual_values import AnnualReport, PlanFacts, SectionCode
from drillhub.reporting.drill_facts import DrillEntry, PlannedDrill
from drillhub.reporting.kpis import KPIS
from drillhub.vocabulary import TaskRating

_KPIS: Final = {kpi.code: kpi for kpi in KPIS}


def document(report: AnnualReport) -> Document:
    """The report in its own language, dated by its day and never by the clock."""
    with use_language(report.language):
        return Document(
            title=str(words.REPORT_NAME),
            subtitle=words.period_name(report.period),
            organisation=report.organisation,
            language=report.language,
            dated=report.edition.approved_on if report.edition else report.today,
            edition=words.edition_name(report),
            cover=tuple(_cover(report)),
            stamps=(
                (_("作成"), report.signatures.prepared_by),
                (_("確認"), report.signatures.checked_by),
                (_("承認"), report.edition.approved_by if report.edition else ""),
            ),
            sections=tuple(sections(report)),
            notes=(_("この報告書は社内の記録です。国への提出の要否は、経済産業局にご確認ください。"),),
        )


def sections(report: AnnualReport) -> Iterator[Section]:
    """The chapters A to M, each with its blocks; one without records says so."""
    makers = {
        SectionCode.COVER: _facts,
        SectionCode.SUMMARY: _summary,
        SectionCode.STRUCTURE: _structure,
        SectionCode.DRILLS: _drills,
        SectionCode.FIGURES: _figures,
        SectionCode.PLAN_REVIEW: _plan_review,
        SectionCode.MEASURES: _measures,
        SectionCode.COMMUNICATION: _communication,
        SectionCode.NEXT_YEAR: _next_year,
        SectionCode.EVIDENCE: _evidence,
    }
    for code in SectionCode:
        maker = makers.get(code)
        blocks = tuple(maker(report)) if maker else ()
        yield Section(code.value, str(code.title), blocks or (Nothing(str(words.NO_RECORD)),))


def _cover(report: AnnualReport) -> Iterator[tuple[str, str]]:
    yield _("会社名"), report.organisation
    yield _("期間"), words.period_days(report.period)
    if report.plan:
        yield _("認定番号"), report.plan.certification_number or str(words.NOT_FILLED_IN)
    yield _("版"), words.edition_name(report)


def _facts(report: AnnualReport) -> Iterator[Block]:
    plan = report.plan
    if plan is None:
        return
    pairs = [
        (_("会社名"), report.organisation),
        (_("法人番号"), plan.corporate_number),
        (_("代表者"), plan.representative),
        (_("住所"), plan.address),
        (_("計画"), plan.title),
        (_("認定番号"), plan.certification_number),
        (_("認定日"), _wareki(plan)),
        (_("実施期間"), _span(plan)),
        (_("計画の形"), _("連携型") if plan.is_joint else _("単独型")),
        (_("想定する自然災害など"), _("、").join(str(each.label) for each in plan.hazards)),
    ]
    yield Fields(tuple((name, value or str(words.NOT_FILLED_IN)) for name, value in pairs))


def _wareki(plan: PlanFacts) -> str:
    return japanese_dates.with_wareki(plan.certified_on, current_language()) if plan.certified_on else ""


def _span(plan: PlanFacts) -> str:
    first = japanese_dates.month_name(plan.first_day, current_language())
    last = japanese_dates.month_name(plan.last_day, current_language())
    return _("%(first)sから%(last)sまで", first=first, last=last)


def _summary(report: AnnualReport) -> Iterator[Block]:
    yield Heading(_("経営者のコメント"))
    yield Paragraph(report.signatures.comment or str(words.NOT_FILLED_IN))
    yield Table(
        _("平時の推進体制（計画3(5)）の要件"),
        (
            Column(_("要件"), width=2.2),
            Column(_("結果")),
            Column(_("約束した月"), width=2.4),
            Column(_("実施日"), width=2),
        ),
        tuple(
            (
                str(each.requirement.label),
                str(each.outcome.label),
                words.months_text(each.months),
                words.days_text(each),
            )
            for each in report.requirements
        ),
    )
    if report.gaps:
        yield Heading(_("この報告書に足りないもの（%(count)s件）", count=len(report.gaps)))
        yield Bullets(tuple(words.gap_sentence(gap) for gap in report.gaps))


def _structure(report: AnnualReport) -> Iterator[Block]:
    if report.plan and report.plan.structure:
        yield Paragraph(report.plan.structure)


def _drills(report: AnnualReport) -> Iterator[Block]:
    drills = report.drills
    if drills.held:
        yield _held_table(drills.held)
        for drill in drills.held:
            yield from _one_drill(report, drill)
    for caption, slots in (
        (_("期日が来て実施しなかった訓練"), drills.not_held),
        (_("期間中にこれから行う訓練"), drills.ahead),
    ):
        if slots:
            yield _slots_table(caption, slots, with_reason=slots is drills.not_held)


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
            Column(_("参加率"), "percent"),
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


def _one_drill(report: AnnualReport, drill: DrillEntry) -> Iterator[Block]:
    language = report.language
    yield Heading(f"{drill.number}　{drill.title}")
    yield Fields(
        (
            (_("種別"), _("、").join(str(kind.label) for kind in drill.types)),
            (
                _("予定日と実施日"),
                _(
                    "予定 %(planned)s、実施 %(held)s",
                    planned=words.day(drill.planned_on),
                    held=words.day(drill.held_on),
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
        )
    )
    if drill.objectives:
        yield Table(
            _("目標の評価"),
            (Column(_("目標"), width=4), Column(_("評価"), width=1.6), Column(_("理由"), width=2.6)),
            tuple((each.text.text(language), _rating(each.rating), each.comment) for each in drill.objectives),
        )
    if drill.tasks:
        yield Table(
            _("作業と目標時間（想定の時間、分）"),
            (
                Column(_("作業"), width=4),
                Column(_("目標"), "number"),
                Column(_("結果"), "number"),
                Column(_("判定"), width=1.6),
            ),
            tuple(
                (
                    each.text.text(language) + (_("（最重要）") if each.critical else ""),
                    each.target_min,
                    each.elapsed_min,
                    str(each.verdict.label),
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
        return _("まだ（期限 %(day)s）", day=words.day(drill.review_due_on))
    return _("終了から%(days)s日", days=drill.review_days)


def _rating(rating: TaskRating | None) -> str:
    return f"{rating.value} {rating.label}" if rating else _("評価なし")


def _slots_table(caption: str, slots: tuple[PlannedDrill, ...], *, with_reason: bool) -> Table:
    columns = [
        Column(_("予定日"), "date", 1.8),
        Column(_("訓練"), width=3.4),
        Column(_("拠点"), width=1.5),
        Column(_("状態")),
    ]
    if with_reason:
        columns.append(Column(_("理由"), width=3))
    rows = []
    for slot in slots:
        state = _("記録の確定待ち") if slot.awaits_record else str(slot.state.label)
        row = (slot.planned_for, slot.title, slot.site, state)
        rows.append((*row, slot.reason or str(words.NOT_FILLED_IN)) if with_reason else row)
    return Table(caption, tuple(columns), tuple(rows))


def _figures(report: AnnualReport) -> Iterator[Block]:
    measured = [figure for figure in report.figures if _KPIS[figure.code].measured]
    yield Table(
        _("主な数字"),
        (
            Column(_("番号"), width=0.7),
            Column(_("数字"), width=2.8),
            Column(_("今期"), width=1.2),
            Column(_("分子 / 分母"), width=1.4),
            Column(_("件数"), "number", 0.7),
            Column(_("前期"), width=1.1),
            Column(_("差"), width=1.9),
            Column(_("目標"), width=1.3),
            Column(_("判定")),
        ),
        tuple(
            (
                figure.code,
                str(_KPIS[figure.code].name),
                words.figure_value(figure) + (_("（参考値）") if figure.is_reference_only else ""),
                words.figure_fraction(figure),
                figure.n,
                words.number(figure.previous.value, figure.unit) if figure.previous else "—",
                words.figure_change(figure),
                words.figure_target(figure, _KPIS[figure.code]),
                str(figure.judgement.label),
            )
            for figure in measured
        ),
    )
    yield Heading(_("数え方"))
    yield Bullets(
        tuple(f"{figure.code} {_KPIS[figure.code].name}: {_KPIS[figure.code].formula}" for figure in measured)
    )
    waiting = [figure for figure in report.figures if not _KPIS[figure.code].measured]
    if waiting:
        yield Heading(_("記録をまだ取っていない数字"))
        yield Paragraph(_("、").join(f"{figure.code} {_KPIS[figure.code].name}" for figure in waiting))


def _plan_review(report: AnnualReport) -> Iterator[Block]:
    yield from _promised(report, CommitmentKind.PLAN_REVIEW)
    if report.plan_editions:
        yield Table(
            _("期間中に保存した計画の版"),
            (Column(_("版"), "number"), Column(_("保存した日"), "date"), Column(_("保存した人"), width=2)),
            tuple((each.number, each.made_on, each.made_by) for each in report.plan_editions),
        )


def _communication(report: AnnualReport) -> Iterator[Block]:
    yield from _promised(report, CommitmentKind.INTERNAL_COMMUNICATION)


def _promised(report: AnnualReport, kind: CommitmentKind) -> Iterator[Block]:
    lines = [line for line in report.commitments if line.kind is kind]
    if any(line.done_days for line in lines):
        yield Table(
            _("実施の記録"),
            (Column(_("実施日"), "date", 1.8), Column(_("取組"), width=3.4), Column(_("内容"), width=3.4)),
            tuple((day, line.text, line.note) for line in lines for day in line.done_days),
        )


def _measures(report: AnnualReport) -> Iterator[Block]:
    lines = [line for line in report.commitments if line.kind is CommitmentKind.MEASURE]
    if lines:
        yield Table(
            _("対策の進み具合"),
            (
                Column(_("番号"), width=0.8),
                Column(_("項目"), width=0.9),
                Column(_("取組"), width=4),
                Column(_("期限"), width=1.4),
                Column(_("状態"), width=2),
                Column(_("証跡"), "number", 0.7),
            ),
            tuple(
                (
                    line.code,
                    line.plan_item.value,
                    line.text,
                    words.when_promised(line),
                    words.commitment_state(line, report.today),
                    line.evidence_count,
                )
                for line in lines
            ),
        )


def _next_year(report: AnnualReport) -> Iterator[Block]:
    if report.next_year:
        yield _slots_table(_("次の年度に予定している訓練"), report.next_year, with_reason=False)


def _evidence(report: AnnualReport) -> Iterator[Block]:
    if report.evidence:
        yield Table(
            _("証跡の一覧"),
            (
                Column(_("ファイル"), width=2.6),
                Column(_("何の証跡か"), width=2.6),
                Column(_("加えた日"), "date", 1.8),
                Column(_("加えた人"), width=1.2),
                Column(_("照合値（SHA-256）"), width=2.6),
            ),
            tuple(
                (each.file_name, each.subject, each.added_on, each.added_by, _in_groups(each.sha256))
                for each in report.evidence
            ),
        )


def _in_groups(digest: str) -> str:
    """A digest that can be broken into lines and compared by eye."""
    return " ".join(digest[start : start + 16] for start in range(0, len(digest), 16))
