"""`flask calendar …`."""

from typing import Any

import click
from flask.cli import with_appcontext

from drillhub.audit import OPERATOR
from drillhub.cli.doors import json_option, org_option, print_json, refusals
from drillhub.core import clock
from drillhub.core.fiscal_year import FiscalYear
from drillhub.core.i18n import _
from drillhub.core.transactions import transaction
from drillhub.identity.services import enter_organisation
from drillhub.programme import words
from drillhub.programme.accepting import accept
from drillhub.programme.errors import YearUnlikely
from drillhub.programme.proposal import propose
from drillhub.programme.question import question_for
from drillhub.programme.rule_words import rule_name
from drillhub.programme.values import Proposal, ProposedPlace


@click.group(help=_("年間計画"))
def calendar() -> None:
    """The calendar of the year."""


@calendar.command("propose", help=_("きまりに足りない訓練と見直しの日を提案します"))
@org_option
@click.option("--fiscal-year", type=int, required=True, help=_("年度が始まる年"))
@click.option("--apply", "apply", is_flag=True, help=_("提案をすべて年間計画に入れます。"))
@json_option
@with_appcontext
@refusals
def propose_calendar(slug: str, fiscal_year: int, apply: bool, as_json: bool) -> None:
    """Propose the year; with --apply everything that has a day is taken into the calendar."""
    organisation = enter_organisation(slug)
    today = clock.today(organisation.timezone)
    year = _year(fiscal_year, organisation.fiscal_year_start_month)
    question = question_for(year, today=today)
    found = propose(question)
    if apply and found.places:
        with transaction():
            accept(
                year,
                [place.key for place in found.places],
                fixed={},
                today=today,
                timezone=organisation.timezone,
                by=OPERATOR,
                at=clock.now(),
            )
    sites = {site.id: site.name for site in question.sites}
    if as_json:
        print_json(_plain(found, sites))
        return
    for place in found.places:
        where = sites[place.site_id] if place.site_id else _("会社全体")
        rules = _("、").join(rule_name(rule) for rule in place.rules)
        click.echo(f"{place.day.isoformat()}  {words.title(place)}  {where}  {rules}")
    for each in found.unsatisfied:
        click.echo(
            _("日が決まりません: %(rule)s %(why)s", rule=rule_name(each.rule), why=words.sentence(each.why)), err=True
        )
    if apply:
        click.echo(_("%(count)s件を年間計画に入れました。", count=len(found.places)))


def _year(fiscal_year: int, start_month: int) -> FiscalYear:
    try:
        return FiscalYear(fiscal_year, start_month)
    except ValueError:
        raise YearUnlikely(year=fiscal_year) from None


def _plain(found: Proposal, sites: dict[int, str]) -> dict[str, Any]:
    return {
        "slots": [_slot(place, sites) for place in found.places],
        "unsatisfied": [{"rule": each.rule.id, "reason": words.sentence(each.why)} for each in found.unsatisfied],
    }


def _slot(place: ProposedPlace, sites: dict[int, str]) -> dict[str, Any]:
    return {
        "date": place.day.isoformat(),
        "type": str(place.activities[0]),
        "further_types": [str(each) for each in place.activities[1:]],
        "site": sites[place.site_id] if place.site_id else _("会社全体"),
        "title": words.title_on_record(place),
        "rules": list(dict.fromkeys(rule.id for rule in place.rules)),
        "reason": _("。").join(words.sentence(each) for each in (*place.why, *place.concerns)),
        "notice_by": place.notice_by.isoformat() if place.notice_by else None,
    }
