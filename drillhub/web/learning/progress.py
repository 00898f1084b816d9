"""How far people are with a quiz they were given: figures, names, and reminding those who are not done."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.i18n import _
from drillhub.learning import progress as reads
from drillhub.learning import reminders
from drillhub.learning.states import Standing
from drillhub.web import mail_words
from drillhub.web.doors import actor, page_number, requires, today, writes
from drillhub.web.learning.blueprint import TEACHERS, bp, personal_address

_WHOLE_LIST = 5000


@bp.get("/learning/assignments/<int:assignment_id>")
@requires(*TEACHERS)
def progress(assignment_id: int) -> ResponseReturnValue:
    only = request.args.get("only", "")
    standing = Standing(only) if only in set(Standing) else None
    found = reads.progress(assignment_id, at=clock.now(), page=page_number(), only=standing)
    return render_template(
        "learning/progress.html",
        progress=found,
        result=found.result,
        only=standing,
        standings=tuple(Standing),
        unfinished=reminders.unfinished(assignment_id),
        today=today(),
    )


@bp.get("/learning/assignments/<int:assignment_id>/list")
@requires(*TEACHERS)
def people_list(assignment_id: int) -> ResponseReturnValue:
    """Everybody on one page, to print and go round with."""
    found = reads.progress(assignment_id, at=clock.now(), size=_WHOLE_LIST)
    return render_template("learning/people_list.html", progress=found, result=found.result, today=today())


@bp.post("/learning/assignments/<int:assignment_id>/reminders")
@requires(*TEACHERS)
@writes
def remind(assignment_id: int) -> ResponseReturnValue:
    told = reminders.remind(assignment_id, address_of=personal_address, by=actor(), at=clock.now())
    if told.queued:
        flash(mail_words.queued(told.queued))
    elif told.told_today:
        flash(_("今日はもう%(count)s人に知らせています。明日また送れます。", count=told.told_today))
    else:
        flash(_("メールで知らせる人はいません。"))
    return redirect(url_for(".progress", assignment_id=assignment_id), 303)
