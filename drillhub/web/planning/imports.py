"""Importing a plan file: choose, look at what would change or what to correct, take over."""

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField, FileRequired

from drillhub.core import clock
from drillhub.core.i18n import _, _l
from drillhub.core.text import one_line
from drillhub.documents.problems import Problem
from drillhub.planning import plans, queries
from drillhub.planning.change_review import TO_BE_ASKED
from drillhub.planning.content import canonical_json
from drillhub.planning.plan_file import read_plan
from drillhub.web.doors import actor, requires, takes, writes
from drillhub.web.forms import Form
from drillhub.web.planning.blueprint import KEEPERS, bp, told
from drillhub.web.planning.forms import EditionForm


class UploadForm(Form):
    file = FileField(_l("計画のファイル"), [FileRequired(_l("ファイルを選んでください。"))])


@bp.get("/imports/new")
@requires(*KEEPERS)
def new_import() -> ResponseReturnValue:
    return render_template("planning/import_new.html", form=UploadForm(), problems=())


@bp.post("/imports")
@requires(*KEEPERS)
@takes(UploadForm)
def preview_import() -> ResponseReturnValue:
    """Read the file and show what taking it over would change. Nothing is stored: the content goes with the page."""
    form = UploadForm()
    if not form.validate():
        return _again(form)
    name = one_line(form.file.data.filename or "")[:200]
    reading = read_plan(name, form.file.data.read())
    if reading.content is None:
        return _again(form, reading.problems)
    return render_template(
        "planning/import_preview.html",
        content=reading.content,
        text=canonical_json(reading.content),
        comparison=plans.compare(reading.content),
        to_be_asked=TO_BE_ASKED,
        gaps=tuple(queries.gaps(reading.content)),
    )


@bp.post("/imports/application")
@requires(*KEEPERS)
@takes(EditionForm, "content")
@writes
def apply_import() -> ResponseReturnValue:
    """Take over what the preview showed; its text is read and checked again like any file."""
    reading = read_plan("plan.json", request.form.get("content", "").encode())
    if reading.content is None:
        return _again(UploadForm(), reading.problems)
    done = plans.save(reading.content, seen=EditionForm().edition.data, by=actor(), at=clock.now())
    taken = _("計画を取り込みました（第%(number)s版）。", number=done.edition)
    told(done, taken if done.edition else _("計画はすでに同じ内容です。何も変えていません。"))
    return redirect(url_for(".index"), 303)


def _again(form: UploadForm, problems: Sequence[Problem] = ()) -> ResponseReturnValue:
    return render_template("planning/import_new.html", form=form, problems=problems, has_errors=True), 422
