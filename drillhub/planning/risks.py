"""Verbs on the register of risks."""

from collections.abc import Collection
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import delete, select

from drillhub import audit
from drillhub.audit import Actor
from drillhub.core.database import db
from drillhub.planning.errors import RiskMeasureUnknown
from drillhub.planning.models import Commitment, Risk, RiskMeasure
from drillhub.planning.registers import changed_facts, held
from drillhub.planning.risk_queries import entry_of, possible_measures
from drillhub.planning.risk_rating import RiskEntry

_FREE_TEXT: Final = frozenset({"title", "note"})


def add_risk(entry: RiskEntry, measures: Collection[int], *, today: date, by: Actor, at: datetime) -> Risk:
    """Put a risk on the register. measures: ids of the commitments that lessen it.

    Raises RiskMeasureUnknown and what `RiskEntry.require_complete` raises.
    """
    entry = _stripped(entry)
    entry.require_complete()
    codes = _codes(measures, linked={}, today=today)
    row = Risk(version=1, **asdict(entry))
    db.session.add(row)
    db.session.flush()
    _link(row, codes)
    facts = {name: value for name, value in _told(entry, codes).items() if name not in _FREE_TEXT}
    audit.record("risk.added", by=by, at=at, subject=row, facts={"title": row.title, **facts})
    return row


def change_risk(
    risk_id: int,
    entry: RiskEntry,
    measures: Collection[int],
    *,
    version: int,
    today: date,
    by: Actor,
    at: datetime,
) -> Risk:
    """Write a risk anew; nothing happens when it says what is there already. version: that of the page.

    Raises NotFound, RegisterEntryChanged, and what `add_risk` raises.
    """
    entry = _stripped(entry)
    entry.require_complete()
    row = held(Risk, risk_id, version)
    linked = _linked(row)
    codes = _codes(measures, linked=linked, today=today)
    facts = changed_facts(_told(entry_of(row), linked), _told(entry, codes), free_text=_FREE_TEXT)
    if facts:
        for name, value in asdict(entry).items():
            setattr(row, name, value)
        row.version += 1
        _link(row, codes)
        audit.record("risk.changed", by=by, at=at, subject=row, facts={"title": row.title, **facts})
    return row


def remove_risk(risk_id: int, *, version: int, by: Actor, at: datetime) -> None:
    """Take a risk off the register. Raises NotFound, RegisterEntryChanged."""
    row = held(Risk, risk_id, version)
    row.removed_at = at
    row.version += 1
    audit.record("risk.removed", by=by, at=at, subject=row, facts={"title": row.title})


def _stripped(entry: RiskEntry) -> RiskEntry:
    return replace(entry, title=entry.title.strip(), note=entry.note.strip())


def _told(entry: RiskEntry, codes: dict[int, str]) -> dict[str, Any]:
    """The fields of an entry with the codes of its measures, as the trail knows them."""
    return {**asdict(entry), "hazard": entry.hazard.value, "measures": sorted(codes.values())}


def _linked(row: Risk) -> dict[int, str]:
    """The measures of a risk: id → code."""
    found = db.session.execute(
        select(Commitment.id, Commitment.code)
        .join(RiskMeasure, RiskMeasure.commitment_id == Commitment.id)
        .where(RiskMeasure.risk_id == row.id)
    )
    return {each.id: each.code for each in found}


def _codes(measures: Collection[int], *, linked: dict[int, str], today: date) -> dict[int, str]:
    """The chosen measures, id → code: those of the plan in force, and those that were linked before.

    Raises RiskMeasureUnknown.
    """
    offered = {each.id: each.code for each in possible_measures(today)} | linked
    if not offered.keys() >= set(measures):
        raise RiskMeasureUnknown("measures")
    return {each: offered[each] for each in measures}


def _link(row: Risk, codes: Collection[int]) -> None:
    db.session.execute(delete(RiskMeasure).where(RiskMeasure.risk_id == row.id))
    db.session.add_all(RiskMeasure(risk_id=row.id, commitment_id=each) for each in sorted(codes))
    db.session.flush()
