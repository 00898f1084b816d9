"""The registers of the demonstration company: risks and IT systems."""

from datetime import date, datetime

from sqlalchemy import select

from drillhub.audit import Actor
from drillhub.core.database import db
from drillhub.demo import texts
from drillhub.planning.it_systems import add_system
from drillhub.planning.models import Commitment
from drillhub.planning.recovery_targets import SystemEntry
from drillhub.planning.risk_rating import RiskEntry
from drillhub.planning.risks import add_risk
from drillhub.vocabulary import Hazard


def enter_risks(*, today: date, by: Actor, at: datetime) -> None:
    """Enter the risks of the file, each with the measures of the plan that lessen it."""
    ids = {row.code: row.id for row in db.session.execute(select(Commitment.code, Commitment.id))}
    for each in texts.risks():
        entry = RiskEntry(
            title=each["title"],
            hazard=Hazard(each["hazard"]),
            likelihood=each["likelihood"],
            impact=each["impact"],
            damage_yen=each.get("damage"),
            note=each["note"],
        )
        add_risk(entry, [ids[code] for code in each.get("measures", ())], today=today, by=by, at=at)


def enter_systems(*, by: Actor, at: datetime) -> None:
    """Enter the IT systems of the file."""
    for each in texts.systems():
        entry = SystemEntry(
            name=each["name"],
            priority=each["priority"],
            owner=each.get("owner", ""),
            weakness=each["weakness"],
            rto_hours=each.get("rto"),
            rpo_hours=each.get("rpo"),
            backup=each.get("backup", ""),
            generations=each.get("generations"),
        )
        add_system(entry, by=by, at=at)
