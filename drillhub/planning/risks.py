"""Verbs on the register of risks."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select

from drillhub import audit
from drillhub.audit import Actor
from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.planning.errors import RiskChanged, RiskMeasureUnknown
from drillhub.planning.models import Commitment, Risk, RiskMeasure
from drillhub.planning.risk_rating import RiskEntry


def add_risk(entry: RiskEntry, measures: Collection[int], *, by: Actor, at: datetime) -> Risk:
    """Put a risk on the register. measures: ids of the commitments that lessen it.

    Raises RiskMeasureUnknown and what `RiskEntry.require_complete` raises.
    """
    entry.require_complete()
    risk = Risk(version=1)
    _write(risk, entry)
    db.session.add(risk)
    db.session.flush()
    _link(risk, measures)
    audit.record("risk.added", by=by, at=at, subject=risk, facts={"title": risk.title})
    return risk


def change_risk(
    risk_id: int, entry: RiskEntry, measures: Collection[int], *, version: int, by: Actor, at: datetime
) -> Risk:
    """Write a risk anew. version: that of the page it was changed on.

    Raises NotFound, RiskChanged, and what `add_risk` raises.
    """
    entry.require_complete()
    risk = _locked(risk_id, version)
    before = (risk.likelihood, risk.impact, risk.damage_yen)
    _write(risk, entry)
    risk.version += 1
    _link(risk, measures)
    audit.record(
        "risk.changed",
        by=by,
        at=at,
        subject=risk,
        facts={"title": risk.title, "before": before, "after": (risk.likelihood, risk.impact, risk.damage_yen)},
    )
    return risk


def remove_risk(risk_id: int, *, version: int, by: Actor, at: datetime) -> None:
    """Take a risk off the register. Raises NotFound, RiskChanged."""
    risk = _locked(risk_id, version)
    risk.removed_at = at
    risk.version += 1
    audit.record("risk.removed", by=by, at=at, subject=risk, facts={"title": risk.title})


def _locked(risk_id: int, version: int) -> Risk:
    risk = db.session.scalar(
        select(Risk)
        .where(Risk.id == risk_id, Risk.removed_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if risk is None:
        raise NotFound()
    if risk.version != version:
        raise RiskChanged()
    return risk


def _write(risk: Risk, entry: RiskEntry) -> None:
    risk.title, risk.hazard, risk.note = entry.title.strip(), entry.hazard, entry.note.strip()
    risk.likelihood, risk.impact, risk.damage_yen = entry.likelihood, entry.impact, entry.damage_yen


def _link(risk: Risk, measures: Collection[int]) -> None:
    wanted = set(measures)
    known = set(db.session.scalars(select(Commitment.id).where(Commitment.id.in_(wanted))))
    if known != wanted:
        raise RiskMeasureUnknown("measures")
    db.session.execute(delete(RiskMeasure).where(RiskMeasure.risk_id == risk.id))
    db.session.add_all(RiskMeasure(risk_id=risk.id, commitment_id=each) for each in sorted(wanted))
    db.session.flush()
