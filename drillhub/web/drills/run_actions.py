"""What is done on the console: each post is one event of the run."""

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from drillhub.core.errors import Invalid
from drillhub.drills.access import Standing
from drillhub.drills.errors import RunConflict
from drillhub.drills.events import (
    Action,
    AutomaticReleaseOff,
    AutomaticReleaseOn,
    Corrected,
    Ended,
    EventSource,
    InjectReleased,
    InjectSkipped,
    Paused,
    Resumed,
    Started,
    Stopped,
    TaskDone,
    TaskReopened,
)
from drillhub.web.doors import signed_in, takes, writes
from drillhub.web.drills.blueprint import bp, my_run, require
from drillhub.web.drills.console import console_page
from drillhub.web.drills.events import EVENT_ID, OPEN_PEOPLE, append, receipt, refused_as_json
from drillhub.web.drills.run_forms import CorrectionForm, DoneForm, NoteForm, ReasonForm
from drillhub.web.error_pages import wants_json
from drillhub.web.forms import Form

# What the buttons of the console do to the run as a whole. The address names the act, so a post means one thing.
_STEPS: dict[str, Action] = {
    "start": Started(),
    "pause": Paused(),
    "resume": Resumed(),
    "end": Ended(),
    "automatic-on": AutomaticReleaseOn(),
    "automatic-off": AutomaticReleaseOff(),
}


@bp.post("/runs/<int:run_id>/<any(start, pause, resume, end, 'automatic-on', 'automatic-off'):step>")
@signed_in
@takes(EVENT_ID)
@writes
def take_step(run_id: int, step: str) -> ResponseReturnValue:
    standing = my_run(run_id).standing
    require(standing.may_control)
    return _receipt(run_id, standing, _STEPS[step])


@bp.post("/runs/<int:run_id>/injects/<int:seq>/release")
@signed_in
@takes(EVENT_ID)
@writes
def release(run_id: int, seq: int) -> ResponseReturnValue:
    standing = my_run(run_id).standing
    require(standing.may_control)
    return _receipt(run_id, standing, InjectReleased(seq))


@bp.post("/runs/<int:run_id>/injects/<int:seq>/skip")
@signed_in
@takes(ReasonForm, EVENT_ID)
@writes
def skip(run_id: int, seq: int) -> ResponseReturnValue:
    standing = my_run(run_id).standing
    require(standing.may_control)
    form = ReasonForm()
    if not form.validate():
        return _refused(run_id, standing, form)
    return _receipt_or_form(run_id, standing, form, InjectSkipped(seq, form.reason.data or ""))


@bp.post("/runs/<int:run_id>/stop")
@signed_in
@takes(ReasonForm, EVENT_ID)
@writes
def stop(run_id: int) -> ResponseReturnValue:
    standing = my_run(run_id).standing
    require(standing.may_control)
    form = ReasonForm()
    if not form.validate():
        return _refused(run_id, standing, form)
    return _receipt_or_form(run_id, standing, form, Stopped(form.reason.data or ""))


@bp.post("/runs/<int:run_id>/notes")
@signed_in
@takes(NoteForm, EVENT_ID)
@writes
def note(run_id: int) -> ResponseReturnValue:
    standing = my_run(run_id).standing
    require(standing.may_note)
    form = NoteForm()
    if not form.validate():
        return _refused(run_id, standing, form)
    return _receipt_or_form(run_id, standing, form, form.value())


@bp.post("/runs/<int:run_id>/notes/<uuid:note_id>/correction")
@signed_in
@takes(CorrectionForm, EVENT_ID)
@writes
def correct_note(run_id: int, note_id: UUID) -> ResponseReturnValue:
    standing = my_run(run_id).standing
    require(standing.may_note)
    form = CorrectionForm()
    if not form.validate():
        return _refused(run_id, standing, form)
    return _receipt_or_form(run_id, standing, form, Corrected(note_id, form.text.data or ""))


@bp.post("/runs/<int:run_id>/tasks/<task>/done")
@signed_in
@takes(DoneForm, EVENT_ID, OPEN_PEOPLE)
@writes
def task_done(run_id: int, task: str) -> ResponseReturnValue:
    standing = my_run(run_id).standing
    require(standing.may_evaluate)
    form = DoneForm()
    if not form.validate():
        return _refused(run_id, standing, form)
    action = TaskDone(task, form.story_min.data)
    return _receipt_or_form(run_id, standing, form, action, source=EventSource.PROXY)


@bp.post("/runs/<int:run_id>/tasks/<task>/reopen")
@signed_in
@takes(EVENT_ID)
@writes
def task_reopened(run_id: int, task: str) -> ResponseReturnValue:
    standing = my_run(run_id).standing
    require(standing.may_evaluate)
    return _receipt(run_id, standing, TaskReopened(task), source=EventSource.PROXY)


def _receipt(
    run_id: int, standing: Standing, action: Action, *, source: EventSource = EventSource.DEVICE
) -> ResponseReturnValue:
    """Add the event. When somebody else was faster, the console as it is now says so."""
    try:
        event = append(run_id, action, source=source)
    except RunConflict as error:
        if wants_json():
            raise
        return console_page(run_id, standing, refusal=str(error)), error.status
    return receipt(event, url_for(".console", run_id=run_id))


def _receipt_or_form(
    run_id: int, standing: Standing, form: Form, action: Action, *, source: EventSource = EventSource.DEVICE
) -> ResponseReturnValue:
    """As `_receipt`; what the rules find wrong with an input is said at the form."""
    try:
        return _receipt(run_id, standing, action, source=source)
    except Invalid as error:
        if wants_json():
            raise
        form.accept_errors(error)
        return _refused(run_id, standing, form)


def _refused(run_id: int, standing: Standing, form: Form) -> ResponseReturnValue:
    """The form again, with what to correct; for scripts the first sentence of it."""
    if wants_json():
        return refused_as_json(form)
    if isinstance(form, NoteForm):
        return console_page(run_id, standing, note=form), 422
    return console_page(run_id, standing, refused=form), 422
