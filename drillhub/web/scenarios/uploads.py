"""Uploading scenario files: choose, look at what would change or what to correct, take over."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileRequired, MultipleFileField
from wtforms.validators import Length

from drillhub.core import clock
from drillhub.core.i18n import _, _l
from drillhub.core.text import one_line
from drillhub.documents.problems import Problem
from drillhub.scenarios import uploads
from drillhub.scenarios.content import ScenarioContent
from drillhub.scenarios.errors import CodeTaken
from drillhub.scenarios.reading import SourceFile, read_scenarios
from drillhub.web.doors import actor, requires, submit, takes, writes
from drillhub.web.forms import Form
from drillhub.web.scenarios.blueprint import IMPORTERS, bp


class UploadForm(Form):
    files = MultipleFileField(
        _l("シナリオのファイル"),
        [
            FileRequired(_l("ファイルを選んでください。")),
            Length(max=50, message=_l("一度に選べるのは%(max)dファイルまでです。")),
        ],
    )

    def value(self) -> list[SourceFile]:
        return [SourceFile(one_line(file.filename or "")[:200], file.read()) for file in self.files.data]


@bp.get("/uploads/new")
@requires(*IMPORTERS)
def new_upload() -> ResponseReturnValue:
    return render_template("scenarios/upload.html", form=UploadForm(), problems=())


@bp.post("/uploads")
@requires(*IMPORTERS)
@takes(UploadForm)
def upload() -> ResponseReturnValue:
    """Read and check the files before the transaction; put them aside when nothing is wrong."""
    form = UploadForm()
    if not form.validate():
        return _again(form)
    reading = read_scenarios(form.value())
    if reading.problems:
        return _again(form, reading.problems)
    return submit(lambda: _put_aside(form, reading.contents))


@bp.get("/uploads/<int:upload_id>")
@requires(*IMPORTERS)
def preview_upload(upload_id: int) -> ResponseReturnValue:
    return render_template("scenarios/preview.html", preview=uploads.preview(upload_id))


@bp.post("/uploads/<int:upload_id>/import")
@requires(*IMPORTERS)
@writes
def import_upload(upload_id: int) -> ResponseReturnValue:
    done = uploads.import_upload(upload_id, by=actor(), at=clock.now())
    flash(
        _(
            "シナリオを登録しました（追加 %(added)s件、新しい版 %(changed)s件、変更なし %(left)s件）。",
            added=len(done.added),
            changed=len(done.changed),
            left=len(done.left),
        )
    )
    return redirect(url_for(".index"), 303)


def _put_aside(form: UploadForm, contents: Sequence[ScenarioContent]) -> ResponseReturnValue:
    try:
        kept = uploads.put_aside(contents, by=actor(), at=clock.now())
    except CodeTaken as error:
        form.files.errors = [str(error)]
        return _again(form)
    return redirect(url_for(".preview_upload", upload_id=kept.id), 303)


def _again(form: UploadForm, problems: Sequence[Problem] = ()) -> ResponseReturnValue:
    return render_template("scenarios/upload.html", form=form, problems=problems, has_errors=True), 422
