"""`flask people …`."""

from datetime import date
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from drillhub.audit import OPERATOR
from drillhub.cli.doors import dry_run_option, json_option, org_option, print_json, refusals, refuse
from drillhub.core import clock
from drillhub.core.i18n import _
from drillhub.core.transactions import transaction
from drillhub.documents.errors import TableUnreadable
from drillhub.identity import staff_import
from drillhub.identity.services import enter_organisation
from drillhub.identity.staff_comparison import Outcome, QuestionKind, StaffImportPreview
from drillhub.identity.staff_file import StaffFile
from drillhub.identity.staff_import import Choices, Source


@click.group(help=_("名簿"))
def people() -> None:
    """The register of people."""


@people.command(
    name="import",
    help=_(
        "社員一覧のファイル（csvはCP932・UTF-8・UTF-16、またはxlsx）を名簿に取り込みます。すべて取り込むか、何も変えないかの"
        "どちらかです。同じ人か確かめたい行は取り込まずに知らせます。ファイルにない人はそのまま残ります。"
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@org_option
@dry_run_option
@json_option
@with_appcontext
@refusals
def import_file(file: Path, slug: str, dry_run: bool, as_json: bool) -> None:
    """Bring a staff file into the register: csv (CP932, UTF-8, UTF-16) or xlsx, whole or not at all.

    Rows that raise a question (is this the same person?) are left out and named; the page answers them. People who
    are not in the file stay.
    """
    try:
        staff, source = staff_import.read(file.read_bytes(), file.name)
    except TableUnreadable as error:
        entry = {"row": error.facts.get("line", 1), "field": "", "reason": str(error)}
        if as_json:
            print_json(_result(None, [entry]))
        refuse(_line(file.name, entry))
    shown = _preview(staff, slug)[0] if dry_run else _carry_out(staff, source, slug)
    refused = [
        {"row": remark.row, "field": str(remark.field), "reason": str(remark.reason)} for remark in shown.refused
    ]
    if as_json:
        print_json(_result(shown, refused))
    if refused:
        refuse(*(_line(file.name, entry) for entry in refused))
    if not as_json:
        _print(shown, dry_run=dry_run)


def _preview(staff: StaffFile, slug: str) -> tuple[StaffImportPreview, date]:
    """The preview, and the organisation's day it was made for."""
    today = clock.today(enter_organisation(slug).timezone)
    return staff_import.preview(staff, today=today), today


def _carry_out(staff: StaffFile, source: Source, slug: str) -> StaffImportPreview:
    """Import the file unless something is refused; what it did is what its preview says."""
    at = clock.now()
    with transaction():
        shown, today = _preview(staff, slug)
        if not shown.refused:
            row = staff_import.stage(staff, shown, source, by=OPERATOR, at=at)
            staff_import.apply(row.id, Choices(), by=OPERATOR, at=at, today=today)
    return shown


def _result(shown: StaffImportPreview | None, refused: list[dict[str, Any]]) -> dict[str, Any]:
    """What scripts read. left: as they were; departed: the file says they left; absent: not in the file, and stay."""
    done = None if shown is None or refused else shown
    return {
        "read": shown.read if shown else 0,
        "added": len(done.of(Outcome.ADDED)) if done else 0,
        "changed": len(done.of(Outcome.CHANGED)) if done else 0,
        "left": len(done.of(Outcome.UNCHANGED)) if done else 0,
        "departed": len(done.of(Outcome.LEFT)) if done else 0,
        "undecided": len(done.of(Outcome.UNDECIDED)) if done else 0,
        "absent": len(done.absent) if done else 0,
        "refused": refused,
        "warnings": _warnings(shown) if shown else [],
    }


def _warnings(shown: StaffImportPreview) -> list[dict[str, Any]]:
    found = [{"row": remark.row, "reason": str(remark.reason)} for remark in shown.warnings]
    found += [{"row": row, "reason": _question(row, shown)} for row in shown.questions]
    return sorted(found, key=lambda entry: int(entry["row"]))


def _question(row: int, shown: StaffImportPreview) -> str:
    question = shown.questions[row]
    sentences = {
        QuestionKind.NAME_DIFFERS: _("社員番号は同じですが、名簿の名前は「%(name)s」です。"),
        QuestionKind.RETURNED: _("この社員番号は、退職した「%(name)s」さんのものです。"),
        QuestionKind.SAME_MAIL: _("新しい社員番号ですが、メールアドレスは名簿の「%(name)s」さんと同じです。"),
        QuestionKind.SAME_NAME: _("新しい社員番号ですが、同じ名前の「%(name)s」さんが名簿にいます。"),
    }
    return sentences[question.kind] % {"name": question.person.name} + _("この行は反映していません。")


def _line(file_name: str, entry: dict[str, Any]) -> str:
    field = f"{entry['field']}: " if entry["field"] else ""
    return f"{file_name}:{entry['row']}: {field}{entry['reason']}"


def _print(shown: StaffImportPreview, *, dry_run: bool) -> None:
    for entry in _warnings(shown):
        click.echo(_("%(row)s行目: %(reason)s", row=entry["row"], reason=entry["reason"]), err=True)
    click.echo(
        _(
            "読んだ人 %(read)s、追加 %(added)s、変更 %(changed)s、退職 %(left)s、"
            "変更なし %(unchanged)s、要確認 %(undecided)s",
            read=shown.read,
            added=len(shown.of(Outcome.ADDED)),
            changed=len(shown.of(Outcome.CHANGED)),
            left=len(shown.of(Outcome.LEFT)),
            unchanged=len(shown.of(Outcome.UNCHANGED)),
            undecided=len(shown.of(Outcome.UNDECIDED)),
        )
    )
    if shown.absent:
        click.echo(_("名簿にいてファイルにない%(count)s人は、そのまま残しました。", count=len(shown.absent)))
    if dry_run:
        click.echo(_("確かめただけで、名簿は変わっていません。"))
