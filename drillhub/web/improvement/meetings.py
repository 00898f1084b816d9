"""Management meetings: the list, preparing one, its table, its end."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectMultipleField

from drillhub.core import clock
from drillhub.core.i18n import _, _l, ngettext
from drillhub.improvement import meeting_queries, meetings, queries
from drillhub.improvement.access import DECIDE, PREPARE_MEETINGS, READ_PROPOSALS
from drillhub.improvement.models import ManagementMeeting
from drillhub.improvement.owners import possible_owners
from drillhub.improvement.queries import ProposalRow
from drillhub.web.doors import actor, me, page_number, requires, takes, today, writes
from drillhub.web.evidence.part import part_of_proposal
from drillhub.web.forms import Form
from drillhub.web.improvement import words
from drillhub.web.improvement.blueprint import attempt, bp
from drillhub.web.improvement.forms import DecisionForm, MeetingForm, VersionedForm


class TableForm(Form):
    """Proposals that come to the table."""

    proposals = SelectMultipleField(_l("議題に入れる提案"), coerce=int, validate_choice=False)


@bp.get("/improvement/meetings")
@requires(*READ_PROPOSALS)
def meetings_index() -> ResponseReturnValue:
    return render_template(
        "improvement/meetings.html",
        page=meeting_queries.meetings(page=page_number()),
        may_prepare=me().acts_as(*PREPARE_MEETINGS),
        today=today(),
    )


@bp.get("/improvement/meetings/new")
@requires(*PREPARE_MEETINGS)
def new_meeting() -> ResponseReturnValue:
    return _edit_page(None, MeetingForm(formdata=None, body=_("経営会議"), held_on=today()))


@bp.post("/improvement/meetings")
@requires(*PREPARE_MEETINGS)
@takes(MeetingForm)
@writes
def create_meeting() -> ResponseReturnValue:
    form = MeetingForm()

    def change() -> str:
        made = meetings.plan_meeting(form.value(), by=actor(), at=clock.now())
        flash(_("会議 %(number)s を作りました。議題に入れる提案を選んでください。", number=made.number))
        return url_for(".meeting", meeting_id=made.id)

    return attempt(change, lambda refusal: _edit_page(None, form, refusal), form)


@bp.get("/improvement/meetings/<int:meeting_id>")
@requires(*READ_PROPOSALS)
def meeting(meeting_id: int) -> ResponseReturnValue:
    return meeting_page(meeting_id)


def meeting_page(meeting_id: int, *, decision: DecisionForm | None = None, refusal: str | None = None) -> str:
    """The table with the proposal that is decided now, and what was decided. decision: as it was refused."""
    row = meeting_queries.meeting(meeting_id)
    table = meeting_queries.table_of(meeting_id)
    current = _current(table)
    may_decide = me().acts_as(*DECIDE) and row.ended_at is None and row.held_on <= today()
    may_prepare = me().acts_as(*PREPARE_MEETINGS) and row.ended_at is None
    return render_template(
        "improvement/meeting.html",
        meeting=row,
        table=table,
        current=current,
        proposal=queries.proposal(current.id) if current else None,
        merged=queries.merged_into(current.id) if current else (),
        evidence=part_of_proposal(current.id, may_keep=False) if current else None,
        decided=meeting_queries.decisions_of(meeting_id),
        form=_decision_form(current, decision) if current and may_decide else None,
        candidates=meeting_queries.candidates(row, page=page_number()) if may_prepare else None,
        may_decide=may_decide,
        may_prepare=may_prepare,
        may_reopen=me().acts_as(*PREPARE_MEETINGS),
        refusal=refusal,
        today=today(),
        words=words,
        has_errors=bool(refusal or (decision and decision.errors)),
    )


def _current(table: tuple[ProposalRow, ...]) -> ProposalRow | None:
    """The proposal that the address names, or the first on the table."""
    wanted = request.view_args.get("proposal_id") if request.view_args else None
    named = str(wanted) if wanted is not None else request.args.get("proposal", "")
    return next((each for each in table if str(each.id) == named), table[0] if table else None)


def _decision_form(current: ProposalRow, sent: DecisionForm | None) -> DecisionForm:
    proposal = queries.proposal(current.id)
    form = sent or DecisionForm(
        formdata=None, version=proposal.version, owner_id=proposal.owner_id or 0, due_on=proposal.due_on
    )
    form.offer(possible_owners())
    return form


@bp.get("/improvement/meetings/<int:meeting_id>/edit")
@requires(*PREPARE_MEETINGS)
def edit_meeting(meeting_id: int) -> ResponseReturnValue:
    row = meeting_queries.meeting(meeting_id)
    form = MeetingForm(
        formdata=None,
        version=row.version,
        body=row.body,
        held_on=row.held_on,
        attendees=row.attendees,
        minutes=row.minutes,
    )
    return _edit_page(row, form)


@bp.post("/improvement/meetings/<int:meeting_id>/edit")
@requires(*PREPARE_MEETINGS)
@takes(MeetingForm)
@writes
def save_meeting(meeting_id: int) -> ResponseReturnValue:
    row = meeting_queries.meeting(meeting_id)
    form = MeetingForm()

    def change() -> str:
        meetings.change_meeting(meeting_id, form.value(), version=form.version.data, by=actor(), at=clock.now())
        flash(_("会議の記録を保存しました。"))
        return url_for(".meeting", meeting_id=meeting_id)

    return attempt(change, lambda refusal: _edit_page(row, form, refusal), form)


def _edit_page(row: ManagementMeeting | None, form: MeetingForm, refusal: str | None = None) -> str:
    return render_template(
        "improvement/meeting_edit.html",
        meeting=row,
        form=form,
        refusal=refusal,
        has_errors=bool(form.errors or refusal),
    )


@bp.post("/improvement/meetings/<int:meeting_id>/table")
@requires(*PREPARE_MEETINGS)
@takes(TableForm)
@writes
def fill_table(meeting_id: int) -> ResponseReturnValue:
    meeting_queries.meeting(meeting_id)
    form = TableForm()
    chosen = form.proposals.data or []
    if not chosen:
        return meeting_page(meeting_id, refusal=_("議題に入れる提案を選んでください。")), 422

    def change() -> str:
        added = meetings.put_on_table(meeting_id, chosen, by=actor(), at=clock.now())
        flash(ngettext("提案を1件、議題に入れました。", "提案を%(num)d件、議題に入れました。", added))
        return url_for(".meeting", meeting_id=meeting_id)

    return attempt(change, lambda refusal: meeting_page(meeting_id, refusal=refusal))


@bp.post("/improvement/meetings/<int:meeting_id>/cancellation")
@requires(*PREPARE_MEETINGS)
@takes(VersionedForm)
@writes
def cancel_meeting(meeting_id: int) -> ResponseReturnValue:
    row = meeting_queries.meeting(meeting_id)
    form = VersionedForm()

    def change() -> str:
        meetings.cancel_meeting(meeting_id, version=form.version.data, by=actor(), at=clock.now())
        flash(_("会議 %(number)s を取り消しました。", number=row.number))
        return url_for(".meetings_index")

    return attempt(change, lambda refusal: meeting_page(meeting_id, refusal=refusal), form)


@bp.post("/improvement/meetings/<int:meeting_id>/ending")
@requires(*PREPARE_MEETINGS)
@takes(VersionedForm)
@writes
def end_meeting(meeting_id: int) -> ResponseReturnValue:
    row = meeting_queries.meeting(meeting_id)
    form = VersionedForm()

    def change() -> str:
        meetings.end_meeting(meeting_id, version=form.version.data, today=today(), by=actor(), at=clock.now())
        flash(_("会議 %(number)s を終了しました。", number=row.number))
        return url_for(".meeting", meeting_id=meeting_id)

    return attempt(change, lambda refusal: meeting_page(meeting_id, refusal=refusal), form)
