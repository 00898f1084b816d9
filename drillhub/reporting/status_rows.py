"""The rows of the official table as people confirm them."""

from datetime import datetime

from sqlalchemy import select

from drillhub import audit
from drillhub.audit import Actor
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.planning.content import YearMonth
from drillhub.planning.models import Plan
from drillhub.reporting.errors import StatusRowChanged
from drillhub.reporting.models import StatusRow
from drillhub.reporting.status_ratings import StatusItem, StatusRating
from drillhub.reporting.status_rules import StatusText, checked
from drillhub.reporting.status_values import ConfirmedRow


def confirmed_rows(plan_id: int, *, timezone: str) -> dict[StatusItem, ConfirmedRow]:
    """What has been confirmed for a plan. One statement. timezone: of the organisation, IANA."""
    rows = db.session.scalars(select(StatusRow).where(StatusRow.plan_id == plan_id))
    return {row.item: _confirmed(row, timezone) for row in rows}


def confirm(
    plan_id: int,
    item: StatusItem,
    said: StatusText,
    *,
    proposed: StatusRating,
    seen: int,
    timezone: str,
    by: Actor,
    at: datetime,
) -> None:
    """Keep what a person says of a row.

    proposed: what the records speak for now. seen: the version of the row that was shown, 0 for none. Raises what
    `checked` raises, StatusRowChanged, NotFound.
    """
    said = checked(said, this_month=YearMonth.of(clock.local(at, timezone).date()))
    row = _row_as_seen(plan_id, item, seen)
    if row is None:
        row = StatusRow(plan_id=plan_id, item=item, version=0)
        db.session.add(row)
    row.rating, row.proposed = said.rating, proposed.value
    row.text, row.reason, row.policy = said.text, said.reason, said.policy
    row.planned_start = str(said.planned_start) if said.planned_start else ""
    row.confirmed_at, row.confirmed_by = at, by.name
    row.version += 1
    audit.record(
        "report.status_row_confirmed",
        by=by,
        at=at,
        subject=row,
        facts={"item": item.value, "rating": said.rating.value, "proposed": proposed.value},
    )


def withdraw(plan_id: int, item: StatusItem, *, seen: int, by: Actor, at: datetime) -> None:
    """Take the confirmation back: the row shows the proposal again. seen: as for `confirm`.

    Raises StatusRowChanged, NotFound.
    """
    row = _row_as_seen(plan_id, item, seen)
    if row is None:
        raise NotFound()
    audit.record(
        "report.status_row_withdrawn",
        by=by,
        at=at,
        subject=row,
        facts={"item": item.value, "rating": row.rating.value, "text": row.text},
    )
    db.session.delete(row)


def _row_as_seen(plan_id: int, item: StatusItem, seen: int) -> StatusRow | None:
    """Two people changing a row at once queue here: the second one sees that it was changed.

    Raises StatusRowChanged, NotFound for the plan.
    """
    if db.session.scalar(select(Plan.id).where(Plan.id == plan_id).with_for_update()) is None:
        raise NotFound()
    row = db.session.scalar(select(StatusRow).where(StatusRow.plan_id == plan_id, StatusRow.item == item))
    if (row.version if row else 0) != seen:
        raise StatusRowChanged()
    return row


def _confirmed(row: StatusRow, timezone: str) -> ConfirmedRow:
    start = YearMonth.parse(row.planned_start) if row.planned_start else None
    return ConfirmedRow(
        said=StatusText(row.rating, row.text, row.reason, row.policy, start),
        proposed=StatusRating(row.proposed),
        confirmed_on=clock.local(row.confirmed_at, timezone).date(),
        confirmed_by=row.confirmed_by,
        version=row.version,
    )
