"""The register of risks of the demonstration company."""

from datetime import datetime

from sqlalchemy import select

from drillhub.audit import Actor
from drillhub.core.database import db
from drillhub.demo import texts
from drillhub.planning.models import Commitment
from drillhub.planning.risk_rating import RiskEntry
from drillhub.planning.risks import add_risk
from drillhub.vocabulary import Hazard


def enter_risks(*, by: Actor, at: datetime) -> None:
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
        add_risk(entry, [ids[code] for code in each.get("measures", ())], by=by, at=at)
