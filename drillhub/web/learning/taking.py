"""Taking a quiz on a phone: what awaits, all questions on one page, saving, submitting, the result.

Saving needs no form key: each answer is an event with an id of its own, so that sending it twice is one save. A
personal link needs no cross-site token either: only who was given its address can send to it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from flask import current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from drillhub.core import clock
from drillhub.core.errors import NotFound
from drillhub.core.i18n import _
from drillhub.core.transactions import transaction
from drillhub.identity.models import LinkPurpose
from drillhub.learning import attempts, queries
from drillhub.learning.errors import AnswerConflict, AttemptSubmitted
from drillhub.learning.queries import Sitting
from drillhub.learning.questions import plain_number
from drillhub.web.access import by_link, resendable, signed_in
from drillhub.web.doors import KEY_FIELD, actor, many, takes, writes
from drillhub.web.error_pages import unreadable, wants_json
from drillhub.web.extensions import csrf
from drillhub.web.learning import words
from drillhub.web.learning.answers import NotSaved, save_form, sent_answer, typed_answer
from drillhub.web.learning.blueprint import bp
from drillhub.web.learning.sitting_page import answer_in_words, sitting_page
from drillhub.web.learning.taking_doors import AttemptDoor, Door, link_door, signed_in_door

# What the form of an attempt carries: for each question its answer, and what it was given upon.
ANSWERS: Final = (many("answer-*"), "rank-*", "rev-*", "was-*", "confirmed")

_MINE = "/learning/mine/<int:enrollment_id>"
_LINK = "/q/<token>"
_ATTEMPT = "/attempts/<int:attempt_id>"

# --- Signed in --------------------------------------------------------------------------------------------------


@bp.get(_MINE)
@signed_in
def cover(enrollment_id: int) -> ResponseReturnValue:
    return _cover(signed_in_door(enrollment_id))


@bp.post(f"{_MINE}/attempts")
@signed_in
@writes
def start(enrollment_id: int) -> ResponseReturnValue:
    return _start(signed_in_door(enrollment_id))


@bp.get(f"{_MINE}{_ATTEMPT}")
@signed_in
def attempt(enrollment_id: int, attempt_id: int) -> ResponseReturnValue:
    return _attempt(signed_in_door(enrollment_id).to_attempt(attempt_id))


@bp.put(f"{_MINE}{_ATTEMPT}/answers/<int:position>")
@signed_in
def save_one(enrollment_id: int, attempt_id: int, position: int) -> ResponseReturnValue:
    return _save_one(signed_in_door(enrollment_id).to_attempt(attempt_id), position)


@bp.post(f"{_MINE}{_ATTEMPT}/answers")
@signed_in
@resendable
@takes(*ANSWERS)
@csrf.exempt
def save_all(enrollment_id: int, attempt_id: int) -> ResponseReturnValue:
    return _save_all(signed_in_door(enrollment_id).to_attempt(attempt_id))


@bp.post(f"{_MINE}{_ATTEMPT}/submission")
@signed_in
@resendable
@takes(*ANSWERS)
@csrf.exempt
def submit(enrollment_id: int, attempt_id: int) -> ResponseReturnValue:
    return _submit(signed_in_door(enrollment_id).to_attempt(attempt_id))


@bp.get(f"{_MINE}{_ATTEMPT}/clock")
@signed_in
def time_left(enrollment_id: int, attempt_id: int) -> ResponseReturnValue:
    return _time_left(signed_in_door(enrollment_id).to_attempt(attempt_id))


# --- By the personal link ---------------------------------------------------------------------------------------


@bp.get(_LINK)
@by_link(LinkPurpose.QUIZ)
def cover_by_link(token: str) -> ResponseReturnValue:
    return _cover(link_door(token))


@bp.post(f"{_LINK}/attempts")
@by_link(LinkPurpose.QUIZ)
@writes
def start_by_link(token: str) -> ResponseReturnValue:
    return _start(link_door(token))


@bp.get(f"{_LINK}{_ATTEMPT}")
@by_link(LinkPurpose.QUIZ)
def attempt_by_link(token: str, attempt_id: int) -> ResponseReturnValue:
    return _attempt(link_door(token).to_attempt(attempt_id))


@bp.put(f"{_LINK}{_ATTEMPT}/answers/<int:position>")
@by_link(LinkPurpose.QUIZ)
def save_one_by_link(token: str, attempt_id: int, position: int) -> ResponseReturnValue:
    return _save_one(link_door(token).to_attempt(attempt_id), position)


@bp.post(f"{_LINK}{_ATTEMPT}/answers")
@by_link(LinkPurpose.QUIZ)
@takes(*ANSWERS)
def save_all_by_link(token: str, attempt_id: int) -> ResponseReturnValue:
    return _save_all(link_door(token).to_attempt(attempt_id))


@bp.post(f"{_LINK}{_ATTEMPT}/submission")
@by_link(LinkPurpose.QUIZ)
@takes(*ANSWERS)
def submit_by_link(token: str, attempt_id: int) -> ResponseReturnValue:
    return _submit(link_door(token).to_attempt(attempt_id))


@bp.get(f"{_LINK}{_ATTEMPT}/clock")
@by_link(LinkPurpose.QUIZ)
def time_left_by_link(token: str, attempt_id: int) -> ResponseReturnValue:
    return _time_left(link_door(token).to_attempt(attempt_id))


# --- The same for both ------------------------------------------------------------------------------------------


def _cover(door: Door) -> ResponseReturnValue:
    found = queries.cover(door.enrollment_id, door.person_id, at=clock.now())
    return render_template("learning/cover.html", cover=found, quiz=found.quiz, door=door)


def _start(door: Door) -> ResponseReturnValue:
    begun = attempts.start(door.enrollment_id, by=actor(), at=clock.now())
    return redirect(door.to_attempt(begun.id).page, 303)


def _attempt(door: AttemptDoor) -> ResponseReturnValue:
    """The questions while the attempt goes on, its result afterwards."""
    sitting = _own(door, at=clock.now())
    if sitting.is_submitted or sitting.is_over:
        return _result_page(door)
    return _sitting_page(door, sitting, name_unanswered="unanswered" in request.args)


def _time_left(door: AttemptDoor) -> ResponseReturnValue:
    sitting = _own(door, at=clock.now())
    return jsonify(remaining_ms=_milliseconds(sitting.remaining), is_over=sitting.is_submitted or sitting.is_over)


def _save_one(door: AttemptDoor, position: int) -> ResponseReturnValue:
    at = clock.now()
    queries.require_attempt(door.attempt_id, door.door.enrollment_id, door.door.person_id)
    try:
        with transaction():
            saved = sent_answer(door.attempt_id, position, by=actor(), at=at)
    except AnswerConflict as conflict:
        return jsonify(
            code=conflict.code,
            message=str(conflict),
            response=conflict.response,
            rev=conflict.rev,
            saved_at=words.hour(conflict.saved_at),
        ), conflict.status
    return jsonify(
        rev=saved.rev,
        response=saved.response,
        saved_at=words.hour(saved.saved_at),
        counted=saved.counted,
        remaining_ms=_milliseconds(saved.remaining),
    )


def _save_all(door: AttemptDoor) -> ResponseReturnValue:
    at = clock.now()
    sitting = _own(door, at=at)
    if not door.door.by_link and not _sent_from_our_page():
        return _shown_again(door, sitting)
    try:
        with transaction():
            not_saved = save_form(sitting, by=actor(), at=at)
    except AttemptSubmitted:
        not_saved = {}
    if not_saved:
        return _sitting_page(door, _own(door, at=at), not_saved=not_saved), _status(not_saved)
    return redirect(door.page, 303)


def _submit(door: AttemptDoor) -> ResponseReturnValue:
    """Save what the form says, then submit: what is graded is what the page showed.

    What is not answered is named first. Two answers to one question hold the submission up until one is chosen.
    """
    at = clock.now()
    sitting = _own(door, at=at)
    if not door.door.by_link and not _sent_from_our_page():
        return _shown_again(door, sitting)
    if sitting.is_over:
        return _too_late(door, sitting, at=at)
    confirmed = "confirmed" in request.form
    try:
        with transaction():
            not_saved = save_form(sitting, by=actor(), at=at)
            now = _own(door, at=at)
            conflicts = [position for position, each in not_saved.items() if each.conflict]
            unanswered = [each.position for each in now.questions if not each.is_answered]
            if not conflicts and (confirmed or not (unanswered or not_saved)):
                attempts.submit(door.attempt_id, _submission_id(door), by=actor(), at=at)
                not_saved, unanswered = {}, []
    except AttemptSubmitted:
        not_saved, unanswered, conflicts = {}, [], []
        flash(_("このテストは、すでに提出されています。表示しているのは、最初の提出の結果です。"))
    if wants_json():
        if conflicts or unanswered:
            return jsonify(conflicts=conflicts, unanswered=unanswered)
        return jsonify(location=door.page)
    if not_saved:
        page = _sitting_page(door, _own(door, at=at), not_saved=not_saved, name_unanswered=not conflicts)
        return page, _status(not_saved)
    return redirect(f"{door.page}?unanswered=1" if unanswered else door.page, 303)


def _too_late(door: AttemptDoor, sitting: Sitting, *, at: datetime) -> ResponseReturnValue:
    """Keep what came after the end of the time limit, uncounted: the result says so."""
    try:
        with transaction():
            save_form(sitting, by=actor(), at=at)
            attempts.settle(door.attempt_id, by=actor(), at=at)
    except AttemptSubmitted:
        pass  # by the person, with all that counts
    return jsonify(location=door.page) if wants_json() else redirect(door.page, 303)


def _sitting_page(
    door: AttemptDoor,
    sitting: Sitting,
    *,
    not_saved: Mapping[int, NotSaved] = {},
    name_unanswered: bool = False,
    shown_again: bool = False,
) -> str:
    typed = {each.position: typed_answer(each) for each in sitting.questions} if shown_again else {}
    page = sitting_page(sitting, not_saved=not_saved, typed=typed, name_unanswered=name_unanswered)
    return render_template(
        "learning/sitting.html",
        sitting=sitting,
        page=page,
        door=door,
        words=words,
        shown_again=shown_again,
        has_errors=bool(page.refused),
    )


def _result_page(door: AttemptDoor) -> str:
    at = clock.now()
    result = queries.result(door.attempt_id, door.door.person_id, at=at)
    before = queries.cover(door.door.enrollment_id, door.door.person_id, at=at).attempts
    return render_template(
        "learning/result.html",
        result=result,
        quiz=result.quiz,
        previous=next((each.grade for each in before if each.number == result.attempt_number - 1), None),
        door=door,
        propose_url=_propose_url(door),
        plain_number=plain_number,
        in_words=answer_in_words,
    )


def _propose_url(door: AttemptDoor) -> str:
    """Where somebody proposes an improvement that came to mind while taking the quiz."""
    return f"{door.cover}/proposal" if door.door.by_link else url_for("improvement.new", attempt=door.attempt_id)


def _own(door: AttemptDoor, *, at: datetime) -> Sitting:
    """The attempt behind this door. Raises NotFound for any other, of the same person too: a link shows one thing."""
    sitting = queries.sitting(door.attempt_id, door.door.person_id, at=at)
    if sitting.enrollment_id != door.door.enrollment_id:
        raise NotFound()
    return sitting


def _sent_from_our_page() -> bool:
    """The cross-site check, done here so that answers sent with an outdated token are shown again, not lost."""
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return True
    try:
        csrf.protect()
    except CSRFError:
        return False
    return True


def _shown_again(door: AttemptDoor, sitting: Sitting) -> ResponseReturnValue:
    if wants_json():
        return unreadable()
    return _sitting_page(door, sitting, shown_again=True), 400


def _submission_id(door: AttemptDoor) -> UUID:
    return uuid5(NAMESPACE_URL, f"urn:drillhub:submission:{door.attempt_id}:{request.form.get(KEY_FIELD, '')}")


def _status(not_saved: Mapping[int, NotSaved]) -> int:
    return 409 if any(each.conflict for each in not_saved.values()) else 422


def _milliseconds(span: timedelta | None) -> int | None:
    return None if span is None else int(span.total_seconds() * 1000)
