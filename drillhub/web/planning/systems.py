"""The register of IT systems, and the four plans of an IT-BCP that are read from it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from drillhub.core import clock
from drillhub.core.errors import Invalid
from drillhub.core.i18n import _, _l
from drillhub.planning import it_system_queries, it_systems, queries
from drillhub.planning.models import CommitmentKind, ItSystem
from drillhub.planning.recovery_targets import LONGEST_NAME, LONGEST_TEXT, PRIORITIES, SystemEntry
from drillhub.vocabulary import DrillType
from drillhub.web.doors import actor, me, page_number, requires, takes, today, writes
from drillhub.web.forms import at_most, required, strip
from drillhub.web.planning.blueprint import KEEPERS, READERS, bp, this_year
from drillhub.web.planning.forms import VersionForm
from drillhub.web.planning.forms import line as one_line


class SystemForm(VersionForm):
    """A system. Times are in hours."""

    name = StringField(_l("システム"), [required(), at_most(LONGEST_NAME)], filters=[one_line])
    owner = StringField(_l("担当"), [at_most(LONGEST_NAME)], filters=[one_line])
    priority = RadioField(
        _l("戻す優先度"),
        [required()],
        coerce=int,
        choices=[SelectChoice(level, words) for level, words in PRIORITIES.items()],
    )
    rto_hours = IntegerField(_l("目標復旧時間 RTO（時間）"), [Optional()])
    rpo_hours = IntegerField(_l("目標復旧時点 RPO（時間前）"), [Optional()])
    backup = TextAreaField(_l("控えの取り方"), [at_most(LONGEST_TEXT)], filters=[strip])
    generations = IntegerField(_l("残す世代の数"), [Optional()])
    weakness = TextAreaField(_l("弱いところ"), [at_most(LONGEST_TEXT)], filters=[strip])

    def value(self) -> SystemEntry:
        return SystemEntry(
            name=self.name.data,
            priority=self.priority.data,
            owner=self.owner.data or "",
            weakness=self.weakness.data or "",
            rto_hours=self.rto_hours.data,
            rpo_hours=self.rpo_hours.data,
            backup=self.backup.data or "",
            generations=self.generations.data,
        )


@bp.get("/systems")
@requires(*READERS)
def system_register() -> ResponseReturnValue:
    return render_template(
        "planning/systems.html",
        page=it_system_queries.systems(page=page_number()),
        priorities=PRIORITIES,
        may_change=me().acts_as(*KEEPERS),
    )


@bp.get("/systems/it-bcp")
@requires(*READERS)
def it_bcp() -> ResponseReturnValue:
    """The four plans from what is on record: what to prepare, how to restore, what to exercise, when to review."""
    year = this_year()
    page = queries.plan_page(year, today=today())
    return render_template(
        "planning/it_bcp.html",
        rows=it_system_queries.all_systems(),
        priorities=PRIORITIES,
        year=year,
        exercises=queries.slots_of_type(DrillType.RESTORE_DRILL, year.first_day, year.last_day),
        may_change=me().acts_as(*KEEPERS),
        reviews=[each for each in page.commitments if each.kind is CommitmentKind.PLAN_REVIEW] if page else [],
    )


@bp.get("/systems/new")
@requires(*KEEPERS)
def new_system() -> ResponseReturnValue:
    return render_template("planning/system_edit.html", form=SystemForm(), row=None)


@bp.post("/systems")
@requires(*KEEPERS)
@takes(SystemForm)
@writes
def add_system() -> ResponseReturnValue:
    return _save(None)


@bp.get("/systems/<int:system_id>/edit")
@requires(*KEEPERS)
def edit_system(system_id: int) -> ResponseReturnValue:
    row = it_system_queries.system(system_id)
    return render_template("planning/system_edit.html", form=SystemForm(formdata=None, obj=row), row=row)


@bp.post("/systems/<int:system_id>/edit")
@requires(*KEEPERS)
@takes(SystemForm)
@writes
def change_system(system_id: int) -> ResponseReturnValue:
    return _save(it_system_queries.system(system_id))


@bp.post("/systems/<int:system_id>/removal")
@requires(*KEEPERS)
@takes(VersionForm)
@writes
def remove_system(system_id: int) -> ResponseReturnValue:
    row = it_system_queries.system(system_id)
    it_systems.remove_system(row.id, version=VersionForm().version.data, by=actor(), at=clock.now())
    flash(_("「%(title)s」を台帳から外しました。", title=row.name))
    return redirect(url_for(".system_register"), 303)


def _save(row: ItSystem | None) -> ResponseReturnValue:
    form = SystemForm()
    if form.validate():
        entry, by, at = form.value(), actor(), clock.now()
        try:
            if row is None:
                it_systems.add_system(entry, by=by, at=at)
            else:
                it_systems.change_system(row.id, entry, version=form.version.data, by=by, at=at)
        except Invalid as error:
            form.accept_errors(error)
        else:
            flash(_("「%(title)s」を保存しました。", title=entry.name))
            return redirect(url_for(".system_register"), 303)
    return render_template("planning/system_edit.html", form=form, row=row, has_errors=True), 422
