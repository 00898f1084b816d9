"""The rules of the year: where each stands, for the company and for each site, and choosing what they ask for."""

from collections.abc import Sequence
from itertools import groupby

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from drillhub.core import clock
from drillhub.core.errors import Invalid
from drillhub.core.fiscal_year import FiscalYear
from drillhub.core.i18n import _, _l, current_language
from drillhub.core.japanese_dates import month_of_year
from drillhub.drills import choosing
from drillhub.programme import rules
from drillhub.programme.cadence_file import PackScope, rule_packs
from drillhub.programme.rules import LONGEST_NAME, LONGEST_NOTE, ChosenRule, RuleEntry
from drillhub.programme.standings import year_standings
from drillhub.vocabulary import DrillType
from drillhub.web.doors import actor, me, page_number, requires, takes, today, writes
from drillhub.web.forms import Form, at_most, required, strip
from drillhub.web.programme.blueprint import PLANNERS, READERS, bp, this_year
from drillhub.web.rule_lines import basis_tag, by_site, rule_lines

_THIS, _NEXT = "this", "next"
_NO_PACK = "none"


class RuleForm(Form):
    """What a rule asks for from a year on. seen: the last choice that the page showed."""

    seen = IntegerField(_l("版"), [Optional()], widget=HiddenInput())
    is_on = BooleanField(_l("このきまりを使う"))
    per_year = IntegerField(_l("1年の回数"), [Optional()])
    days = IntegerField(_l("日数"), [Optional()])
    months = SelectMultipleField(
        _l("行う月"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    since = SelectField(_l("いつから"), [required()])
    note = TextAreaField(_l("覚え書き"), [at_most(LONGEST_NOTE)], filters=[strip])

    def offer(self, year: FiscalYear) -> "RuleForm":
        self.months.choices = [
            SelectChoice(month, month_of_year(month, current_language())) for _year, month in year.months()
        ]
        self.since.choices = [
            SelectChoice(_THIS, str(_("今年度（%(year)s年度）から", year=year.year))),
            SelectChoice(_NEXT, str(_("来年度（%(year)s年度）から", year=year.year + 1))),
        ]
        return self

    def year(self, this: FiscalYear) -> FiscalYear:
        return this.following() if self.since.data == _NEXT else this

    def value(self) -> RuleEntry:
        return RuleEntry(
            is_on=self.is_on.data,
            per_year=self.per_year.data,
            days=self.days.data,
            months=tuple(self.months.data or ()),
            note=self.note.data or "",
        )


class OwnRuleForm(RuleForm):
    """A rule of the company's own."""

    name = StringField(_l("きまりの名前"), [required(), at_most(LONGEST_NAME)], filters=[strip])
    drill_types = SelectMultipleField(
        _l("数える訓練の種別"),
        choices=[SelectChoice(each.value, each.label) for each in DrillType],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    site_id = SelectField(_l("対象"), coerce=int)

    def offer(self, year: FiscalYear) -> "OwnRuleForm":
        super().offer(year)
        self.site_id.choices = [
            SelectChoice(0, str(_("会社全体"))),
            *(SelectChoice(*each) for each in choosing.sites()),
        ]
        return self

    def value(self) -> RuleEntry:
        return RuleEntry(
            is_on=True,
            per_year=self.per_year.data,
            months=tuple(self.months.data or ()),
            note=self.note.data or "",
            name=self.name.data or "",
            drill_types=tuple(map(DrillType, self.drill_types.data or ())),
        )


@bp.get("/rules")
@requires(*READERS)
def rule_board() -> ResponseReturnValue:
    year = this_year()
    standings = year_standings(year, today=today())
    chosen = rules.chosen_rules(year)
    return render_template(
        "programme/rules.html",
        groups=by_site(rule_lines(standings)),
        chosen={(each.rule.site, each.rule.id): each for each in chosen},
        off=_off(chosen),
        basis_tag=basis_tag,
        undecided=rules.sites_without_rules(),
        packs=[each for each in rule_packs() if each.scope is PackScope.SITE],
        pack_choices=_pack_choices(),
        year=year,
        months=[month for _year, month in year.months()],
        current=today().month,
        language=current_language(),
        may_choose=me().acts_as(*PLANNERS),
    )


def _off(chosen: Sequence[ChosenRule]) -> list[tuple[str, list[ChosenRule]]]:
    """Rules that are not in use, those of the company first."""
    unused = [each for each in chosen if not each.is_on]
    return [(site, list(lines)) for site, lines in groupby(unused, key=lambda each: each.rule.site)]


@bp.get("/rules/<rule_id>/edit")
@requires(*PLANNERS)
def edit_rule(rule_id: str) -> ResponseReturnValue:
    year = this_year()
    found = rules.chosen_rule(rule_id, _site_id(), year)
    rule = found.rule
    form = RuleForm(
        formdata=None,
        seen=found.number,
        is_on=found.is_on,
        per_year=rule.per_year or None,
        days=rule.days,
        months=list(rule.months),
        since=_THIS,
        note=found.choice.note if found.choice else "",
    )
    return _rule_page(found, form.offer(year))


@bp.post("/rules/<rule_id>/edit")
@requires(*PLANNERS)
@takes(RuleForm)
@writes
def choose_rule(rule_id: str) -> ResponseReturnValue:
    year = this_year()
    found = rules.chosen_rule(rule_id, _site_id(), year)
    form = RuleForm().offer(year)
    if form.validate():
        try:
            rules.choose(
                rule_id,
                found.rule.site_id,
                form.value(),
                form.year(year),
                seen=form.seen.data or 0,
                by=actor(),
                at=clock.now(),
            )
        except Invalid as error:
            form.accept_errors(error)
        else:
            flash(_("「%(rule)s」を保存しました。", rule=found.rule.name(current_language())))
            return redirect(url_for(".rule_board"), 303)
    return _rule_page(found, form, has_errors=True), 422


def _rule_page(found: ChosenRule, form: RuleForm, *, has_errors: bool = False) -> str:
    return render_template(
        "programme/rule_edit.html",
        found=found,
        rule=found.rule,
        form=form,
        basis=basis_tag(found.rule.basis),
        history=rules.choices_of(found.rule.id, found.rule.site_id, number=page_number()),
        language=current_language(),
        has_errors=has_errors,
    )


@bp.get("/rules/new")
@requires(*PLANNERS)
def new_rule() -> ResponseReturnValue:
    form = OwnRuleForm(formdata=None, per_year=1, since=_THIS, site_id=0).offer(this_year())
    return render_template("programme/rule_new.html", form=form)


@bp.post("/rules")
@requires(*PLANNERS)
@takes(OwnRuleForm)
@writes
def add_rule() -> ResponseReturnValue:
    year = this_year()
    form = OwnRuleForm().offer(year)
    if form.validate():
        site_id = form.site_id.data or None
        try:
            rules.add_own_rule(form.value(), site_id, form.year(year), by=actor(), at=clock.now())
        except Invalid as error:
            form.accept_errors(error)
        else:
            flash(_("「%(rule)s」を加えました。", rule=form.name.data))
            return redirect(url_for(".rule_board"), 303)
    return render_template("programme/rule_new.html", form=form, has_errors=True), 422


@bp.post("/rules/packs")
@requires(*PLANNERS)
@takes("pack-*")
@writes
def take_packs() -> ResponseReturnValue:
    """For each site the pack that was chosen; sites for which nothing was chosen stay to be asked."""
    chosen = {name.removeprefix("pack-"): value for name, value in request.form.items() if name.startswith("pack-")}
    decided = {int(site): pack for site, pack in chosen.items() if pack and site.isdecimal()}
    for site_id, pack in decided.items():
        if pack == _NO_PACK:
            rules.take_none(site_id, this_year(), by=actor(), at=clock.now())
        else:
            rules.take_pack(pack, site_id, this_year(), by=actor(), at=clock.now())
    if decided:
        flash(_("%(count)s拠点の建物を決めました。法令が求める訓練が、拠点ごとに加わります。", count=len(decided)))
    else:
        flash(_("建物を1つも選んでいないため、何も変えていません。"), "warn")
    return redirect(url_for(".rule_board"), 303)


def _pack_choices() -> list[tuple[str, str]]:
    packs = [(each.id, each.name(current_language())) for each in rule_packs() if each.scope is PackScope.SITE]
    return [("", _("まだ決めない")), *packs, (_NO_PACK, _("どれにも当てはまらない"))]


def _site_id() -> int | None:
    """The site that the address asks for (`?site=`), None for the company."""
    return request.args.get("site", type=int)
