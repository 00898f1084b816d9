"""What stands ready in the demonstration company: drills that lie ahead, quizzes that wait; and a drill gone live."""

from sqlalchemy import func, select

from drillhub.core.database import db
from drillhub.drills.models import Drill, Run, RunEventRow
from drillhub.identity.models import Credential
from drillhub.identity.models import Person as People
from drillhub.learning.models import Attempt, Enrollment
from tests.processes.installation import Installation
from tests.processes.person import Person

GENERAL_AFFAIRS, TRAINER, PRESIDENT = "0012", "0018", "0001"


def invited_drill(installation: Installation) -> int:
    """The id of the drill that lies ahead with its invitations out."""
    with installation.inside():
        return db.session.scalars(
            select(Drill.id).where(Drill.status == "notified").order_by(Drill.local_date.desc()).limit(1)
        ).one()


def evacuation_ahead(installation: Installation) -> int:
    """The id of the next evacuation drill."""
    with installation.inside():
        ahead = select(Drill.id).where(Drill.status == "planned", Drill.drill_type == "evacuation_drill")
        return db.session.scalars(ahead.order_by(Drill.local_date).limit(1)).one()


def somebody_with_a_quiz(installation: Installation) -> tuple[str, int]:
    """Who has a password and a quiz not begun yet: employee number, and the id of the enrollment."""
    with installation.inside():
        begun = select(Attempt.id).where(Attempt.enrollment_id == Enrollment.id).exists()
        row = db.session.execute(
            select(People.employee_number, Enrollment.id)
            .join(People, People.id == Enrollment.person_id)
            .join(Credential, Credential.person_id == People.id)
            .where(~begun)
            .limit(1)
        ).one()
    return row.employee_number, row.id


def go_live(installation: Installation, drill_id: int | None = None) -> str:
    """Launch and start a drill, the one with its invitations out by default; gives the path of its console."""
    trainer = Person(installation.address).sign_in("demo", TRAINER, installation.passphrase)
    launched = trainer.send(trainer.form(f"/drills/{drill_id or invited_drill(installation)}/start", "/runs"))
    assert launched.status == 303, launched.text
    assert trainer.send(trainer.form(launched.location, "/start")).status == 303
    return launched.location


def events(console: str, kind: str):
    """Statement that counts a run's events of a kind."""
    run_id = int(console.rsplit("/", 1)[1])
    counted = select(func.count(RunEventRow.id)).join(Run, Run.id == RunEventRow.run_id)
    return counted.where(RunEventRow.kind == kind, Run.id == run_id)
