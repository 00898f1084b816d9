"""An exercise of the demonstration company that is live, launched and started through the pages."""

from sqlalchemy import func, select

from drillhub.core.database import db
from drillhub.drills.models import Drill, Run, RunEventRow
from tests.processes.installation import Installation
from tests.processes.person import Person

GENERAL_AFFAIRS, TRAINER, PRESIDENT = "0012", "0018", "0001"


def invited_drill(installation: Installation) -> int:
    """The id of the drill that lies ahead with its invitations out."""
    with installation.inside():
        return db.session.scalars(
            select(Drill.id).where(Drill.status == "notified").order_by(Drill.local_date.desc()).limit(1)
        ).one()


def go_live(installation: Installation) -> str:
    """Launch and start the drill that lies ahead; gives the path of its console."""
    trainer = Person(installation.address).sign_in("demo", TRAINER, installation.passphrase)
    launched = trainer.send(trainer.form(f"/drills/{invited_drill(installation)}/start", "/runs"))
    assert launched.status == 303, launched.text
    assert trainer.send(trainer.form(launched.location, "/start")).status == 303
    return launched.location


def events(console: str, kind: str):
    """Statement that counts a run's events of a kind."""
    run_id = int(console.rsplit("/", 1)[1])
    counted = select(func.count(RunEventRow.id)).join(Run, Run.id == RunEventRow.run_id)
    return counted.where(RunEventRow.kind == kind, Run.id == run_id)
