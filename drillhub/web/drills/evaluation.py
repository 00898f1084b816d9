"""After the end: attendance, ratings, criteria, findings, dates of follow-ups, and closing the record."""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import UUID as IsUuid
from wtforms.validators import Optional

from drillhub.core import clock
from drillhub.core.errors import Invalid
from drillhub.core.i18n import _, _l
from drillhub.core.japanese_dates import parse_date
from drillhub.drills import evaluations, live, records, task_outcomes
from drillhub.drills.acceptance import LONGEST_TEXT
from drillhub.drills.attendance import proposed
from drillhub.drills.errors import ChoiceMissing, NotReadyToClose
from drillhub.drills.evaluation import Attendance, CriterionResult
from drillhub.drills.evaluations import AttendanceEntry, ObservationEntry, RatingEntry
from drillhub.drills.findings import FindingKind, NewFinding
from drillhub.drills.models import DrillParticipant
from drillhub.drills.record_content import follow_up_date
from drillhub.drills.run_state import RunState
from drillhub.drills.task_outcomes import OutcomeEntry, TaskOutcome
from drillhub.drills.task_watches import count_on_time
from drillhub.vocabulary import PlanItem, TaskRating
from drillhub.web.doors import actor, me, signed_in, takes, writes
from drillhub.web.drills import words
from drillhub.web.drills.blueprint import band, bp, my_run, require
from drillhub.web.drills.record import record_page
from drillhub.web.drills.remarks import gap_remarks
from drillhub.web.drills.run_forms import ReasonForm
from drillhub.web.forms import Form, at_most, required, strip
from drillhub.web.improvement.forms import VerificationForm
from drillhub.web.improvement.part import part_of_drill


class FindingForm(Form):
    """Something learned. source: the note of the run it came from."""

    kind = RadioField(
        _l("種類"),
        [required()],
        choices=[SelectChoice(kind.value, kind.label) for kind in FindingKind],
        default=FindingKind.FIX.value,
    )
    text = TextAreaField(_l("気付き"), [required(), at_most(LONGEST_TEXT)], filters=[strip])
    cause = TextAreaField(_l("原因や背景"), [at_most(LONGEST_TEXT)], filters=[strip])
    plan_item = RadioField(
        _l("計画の項目"),
        [Optional()],
        choices=[SelectChoice("", _l("決めない")), *(SelectChoice(item.value, item.value) for item in PlanItem)],
        default="",
    )
    source = HiddenField(validators=[Optional(), IsUuid()])

    def value(self) -> NewFinding:
        return NewFinding(
            kind=FindingKind(self.kind.data),
            text=self.text.data or "",
            cause=self.cause.data or "",
            plan_item=PlanItem(self.plan_item.data) if self.plan_item.data else None,
            source=UUID(self.source.data) if self.source.data else None,
        )


@bp.get("/runs/<int:run_id>/evaluation")
@signed_in
def evaluation(run_id: int) -> ResponseReturnValue:
    require(my_run(run_id).standing.may_evaluate)
    return evaluation_page(run_id)


def evaluation_page(
    run_id: int,
    *,
    finding: FindingForm | None = None,
    effect: VerificationForm | None = None,
    refusal: str | None = None,
    typed: Mapping[str, str] | None = None,
) -> str:
    """The evaluation. finding, effect: a form that was refused, as it was sent; typed: the fields of a refused part,
    shown instead of what is stored."""
    standing = my_run(run_id).standing
    view = live.console(run_id, at=clock.now())
    said = records.evaluation_of(view.run, view.state)
    gaps = records.gaps_of(view.state, said)
    attendance = _attendance(view.state, said.participants)
    scenario = view.state.snapshot.scenario
    follow_ups = [
        (watch, said.due.get(watch.task.id) or follow_up_date(view.state, watch))
        for watch in view.watches
        if watch.is_follow_up and view.state.started_at
    ]
    return render_template(
        "drills/evaluation.html",
        view=view,
        state=view.state,
        scenario=scenario,
        said=said,
        attendance=attendance,
        from_headcount=view.state.snapshot.takes_headcount and any(each.is_proposed for each in attendance.values()),
        mine={rating.objective: rating for rating in records.ratings_by(run_id, me().person_id)},
        to_be_told=task_outcomes.to_be_told(view.state),
        follow_ups=follow_ups,
        on_time=count_on_time(view.watches),
        gaps=gap_remarks(gaps, scenario),
        undecided=sum(each.attendance is Attendance.UNDECIDED for each in attendance.values()),
        ready=not any(gap.blocking for gap in gaps),
        standing=standing,
        finding=finding or FindingForm(formdata=None),
        effect=effect,
        improvement=part_of_drill(view.drill.id, run_id, standing, refused=effect),
        reason=ReasonForm(formdata=None),
        refusal=refusal,
        typed=typed or {},
        has_errors=bool(refusal or (finding and finding.errors) or (effect and effect.errors)),
        words=words,
        Attendance=Attendance,
        TaskOutcome=TaskOutcome,
        CriterionResult=CriterionResult,
        TaskRating=TaskRating,
        drill_band=band(view.drill),
    )


@dataclass(frozen=True)
class _Shown:
    """What the form shows as somebody's attendance. is_proposed: not saved yet."""

    attendance: Attendance
    reason: str
    is_proposed: bool


def _attendance(state: RunState, participants: Iterable[DrillParticipant]) -> dict[int, _Shown]:
    """By participant id: what was decided, and where nothing was, what the run suggests."""
    found = {}
    for each in participants:
        if each.attendance is not Attendance.UNDECIDED:
            found[each.id] = _Shown(each.attendance, each.attendance_reason, is_proposed=False)
        else:
            proposal = proposed(state, each.id, each.person_id, each.kind)
            is_proposed = proposal.attendance is not Attendance.UNDECIDED
            found[each.id] = _Shown(proposal.attendance, proposal.reason, is_proposed)
    return found


@bp.post("/runs/<int:run_id>/evaluation/tasks")
@signed_in
@takes("outcome-*", "minutes-*", "unseen-*")
@writes
def tell_outcomes(run_id: int) -> ResponseReturnValue:
    """What became of the tasks whose watches nobody had stopped; rows without a choice say nothing yet."""
    require(my_run(run_id).standing.may_control)

    def save() -> None:
        entries = [
            OutcomeEntry(key, TaskOutcome(outcome), _minutes(key), strip(request.form.get(f"unseen-{key}")) or "")
            for key, outcome in _chosen("outcome-", {*TaskOutcome}).items()
        ]
        task_outcomes.tell(run_id, entries, by=actor(), at=clock.now())

    return _save(run_id, "tasks", save)


def _minutes(task: str) -> int | None:
    """A whole number of minutes, in any width; None when nothing of that kind was typed."""
    typed = (strip(request.form.get(f"minutes-{task}")) or "")[:7]
    return int(typed) if typed.isdecimal() else None


@bp.post("/runs/<int:run_id>/evaluation/attendance")
@signed_in
@takes("attendance-*", "reason-*", "rest")
@writes
def mark_attendance(run_id: int) -> ResponseReturnValue:
    """What each row says; on wish, whoever was not marked attended."""
    require(my_run(run_id).standing.may_control)
    rest_attended = request.form.get("rest") == Attendance.ATTENDED

    def save() -> None:
        taken_as = {each.value: each for each in Attendance if each is not Attendance.UNDECIDED}
        if rest_attended:
            taken_as[Attendance.UNDECIDED.value] = Attendance.ATTENDED
        entries = [
            AttendanceEntry(int(key), taken_as[value], reason)
            for key, value, reason in _rows("attendance-", "reason-", taken_as.keys())
            if key.isdecimal()
        ]
        evaluations.mark_attendance(run_id, entries, by=actor(), at=clock.now())

    return _save(run_id, "attendance", save)


@bp.post("/runs/<int:run_id>/evaluation/ratings")
@signed_in
@takes("rating-*", "comment-*")
@writes
def rate(run_id: int) -> ResponseReturnValue:
    """The lead decides for everybody; an evaluator gives an opinion."""
    standing = my_run(run_id).standing
    require(standing.may_evaluate)

    def save() -> None:
        rows = _rows("rating-", "comment-", {*TaskRating})
        entries = [RatingEntry(key, TaskRating(value), comment) for key, value, comment in rows]
        evaluations.rate(run_id, entries, is_final=standing.may_control, by=actor(), at=clock.now())

    return _save(run_id, "ratings", save)


@bp.post("/runs/<int:run_id>/evaluation/criteria")
@signed_in
@takes("criterion-*", "note-*")
@writes
def observe(run_id: int) -> ResponseReturnValue:
    require(my_run(run_id).standing.may_evaluate)

    def save() -> None:
        rows = _rows("criterion-", "note-", {*CriterionResult})
        entries = [ObservationEntry(key, CriterionResult(value), note) for key, value, note in rows]
        evaluations.observe(run_id, entries, by=actor(), at=clock.now())

    return _save(run_id, "criteria", save)


@bp.post("/runs/<int:run_id>/evaluation/follow-ups")
@signed_in
@takes("due-*")
@writes
def set_follow_ups(run_id: int) -> ResponseReturnValue:
    require(my_run(run_id).standing.may_control)

    def save() -> None:
        for name, value in request.form.items():
            if name.startswith("due-") and value:
                due_on = parse_date(value)
                evaluations.set_follow_up(run_id, name.removeprefix("due-"), due_on, by=actor(), at=clock.now())

    return _save(run_id, "follow-ups", save)


@bp.post("/runs/<int:run_id>/evaluation/findings")
@signed_in
@takes(FindingForm)
@writes
def add_finding(run_id: int) -> ResponseReturnValue:
    require(my_run(run_id).standing.may_evaluate)
    form = FindingForm()
    if not form.validate():
        return evaluation_page(run_id, finding=form), 422
    try:
        added = evaluations.add_finding(run_id, form.value(), by=actor(), at=clock.now())
    except Invalid as error:
        form.accept_errors(error)
        return evaluation_page(run_id, finding=form), 422
    flash(_("気付き %(number)s を記録しました。", number=added.number))
    return redirect(url_for(".evaluation", run_id=run_id, _anchor="findings"), 303)


@bp.post("/runs/<int:run_id>/evaluation/findings/<int:number>/withdrawal")
@signed_in
@writes
def withdraw_finding(run_id: int, number: int) -> ResponseReturnValue:
    require(my_run(run_id).standing.may_evaluate)
    evaluations.withdraw_finding(run_id, number, by=actor(), at=clock.now())
    flash(_("気付き %(number)s を取り消しました。", number=number))
    return redirect(url_for(".evaluation", run_id=run_id, _anchor="findings"), 303)


@bp.post("/runs/<int:run_id>/record")
@signed_in
@writes
def close_record(run_id: int) -> ResponseReturnValue:
    found = my_run(run_id)
    require(found.standing.may_control)
    try:
        record = records.close_record(run_id, by=actor(), at=clock.now())
    except NotReadyToClose as error:
        return evaluation_page(run_id, refusal=str(error.sentence)), 422
    flash(_("記録（第%(revision)s版）を確定しました。", revision=record.revision))
    return redirect(url_for(".record", drill_id=found.drill_id), 303)


@bp.post("/runs/<int:run_id>/correction")
@signed_in
@takes(ReasonForm)
@writes
def start_correction(run_id: int) -> ResponseReturnValue:
    found = my_run(run_id)
    require(found.standing.runs_drills)
    form = ReasonForm()
    if not form.validate():
        return record_page(found.drill_id, reason=form), 422
    try:
        records.start_correction(run_id, form.reason.data or "", by=actor(), at=clock.now())
    except Invalid as error:
        form.accept_errors(error)
        return record_page(found.drill_id, reason=form), 422
    flash(_("訂正を始めました。直し終えたら、もう一度記録を確定してください。前の版も残ります。"))
    return redirect(url_for(".evaluation", run_id=run_id), 303)


def _rows(prefix: str, text_prefix: str, known: AbstractSet[str]) -> list[tuple[str, str, str]]:
    """(what, chosen value, text beside it) of the rows that were filled in; empty rows are left out.

    Raises ChoiceMissing for a row with a text alone, which would be lost.
    """
    chosen = _chosen(prefix, known)
    texts = {
        name.removeprefix(text_prefix): strip(value) or ""
        for name, value in request.form.items()
        if name.startswith(text_prefix)
    }
    if any(text and key not in chosen for key, text in texts.items()):
        raise ChoiceMissing()
    return [(key, value, texts.get(key, "")) for key, value in chosen.items()]


def _chosen(prefix: str, known: AbstractSet[str]) -> dict[str, str]:
    """What → chosen value, of the rows in which something was chosen."""
    return {
        name.removeprefix(prefix): value
        for name, value in request.form.items()
        if name.startswith(prefix) and value in known
    }


def _save(run_id: int, part: str, change: Callable[[], None]) -> ResponseReturnValue:
    """Save one part of the evaluation and go back to it; a refusal is shown on top of the page."""
    try:
        change()
    except Invalid as error:
        return evaluation_page(run_id, refusal=str(error), typed=request.form), 422
    flash(_("評価を保存しました。"))
    return redirect(url_for(".evaluation", run_id=run_id, _anchor=part), 303)
