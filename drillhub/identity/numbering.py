"""The numbers people call things by: D2026-003 is the third drill planned in the fiscal year that begins in 2026."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from drillhub.core.database import db
from drillhub.core.fiscal_year import FiscalYear
from drillhub.identity.models import Organisation


def next_number(letter: str, column: InstrumentedAttribute[Any], day: date) -> str:
    """The next free number of a kind of thing in the fiscal year of a day. Held by a lock until the commit.

    column: where its numbers are kept. Call it only in a write transaction.
    """
    organisation = db.session.scalars(select(Organisation).with_for_update()).one()
    prefix = f"{letter}{FiscalYear.of(day, organisation.fiscal_year_start_month).year}-"
    numbers = db.session.scalars(select(column).where(column.startswith(prefix, autoescape=True)))
    return f"{prefix}{max((int(number.removeprefix(prefix)) for number in numbers), default=0) + 1:03d}"
