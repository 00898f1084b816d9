"""What every template can rely on: who reads, in which organisation and language, and how dates are written."""

from datetime import date, datetime
from typing import Any

from flask import Flask, g
from flask_login import current_user
from jinja2 import StrictUndefined

from drillhub.core import clock, japanese_dates
from drillhub.core.i18n import current_language
from drillhub.identity.roles import ASSIGNABLE, Role
from drillhub.identity.sign_in import SignedIn
from drillhub.web.forms import new_key
from drillhub.web.headers import csp_nonce
from drillhub.web.navigation import menu_of


def init_app(app: Flask) -> None:
    """Set Jinja up."""
    app.jinja_env.undefined = StrictUndefined  # a misspelt name is an error, not an empty page
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["day"] = lambda value: japanese_dates.long_date(value, current_language())
    app.jinja_env.filters["wareki"] = lambda value: japanese_dates.with_wareki(value, current_language())
    app.jinja_env.filters["short_day"] = lambda value: japanese_dates.short_date(value, current_language())
    app.jinja_env.filters["day_of_month"] = lambda value: japanese_dates.day_of_month(value, current_language())
    app.jinja_env.filters["month_of_year"] = lambda value: japanese_dates.month_of_year(value, current_language())
    app.jinja_env.filters["month"] = lambda value: japanese_dates.month_name(value, current_language())
    app.jinja_env.filters["moment"] = _moment
    app.jinja_env.filters["hour"] = lambda value: _local(value).strftime("%H:%M")

    app.jinja_env.globals["new_key"] = new_key
    app.jinja_env.globals["role_words"] = _role_words

    @app.context_processor
    def supply() -> dict[str, Any]:
        person = None if g.get("plain_page") else getattr(current_user, "signed_in", None)
        organisation = g.get("organisation")
        return {
            "me": person,
            "org_name": person.org_name if person else (organisation.name if organisation else None),
            "nav": menu_of(person) if isinstance(person, SignedIn) else [],
            "csp_nonce": csp_nonce,
            "language": current_language(),
            "timezone": _timezone(),
            "drill_band": None,
            "has_errors": False,
        }


def _role_words(roles: frozenset[Role]) -> str:
    """The given roles in words; plain employees are called that."""
    given = [role for role in ASSIGNABLE if role in roles]
    if Role.ADMINISTRATOR in given:
        given.remove(Role.GENERAL_AFFAIRS)
    return "・".join(str(role.label) for role in given or [Role.EMPLOYEE])


def _local(value: datetime) -> datetime:
    return clock.local(value, _timezone())


def _timezone() -> str:
    person = getattr(current_user, "signed_in", None)
    if isinstance(person, SignedIn):
        return person.timezone
    organisation = g.get("organisation")
    return str(organisation.timezone) if organisation else "Asia/Tokyo"


def _moment(value: datetime | None) -> str:
    """An instant in the organisation's zone: 2026年4月1日(水) 10:00."""
    if value is None:
        return "—"
    at = _local(value)
    day: date = at.date()
    return f"{japanese_dates.long_date(day, current_language())} {at:%H:%M}"
