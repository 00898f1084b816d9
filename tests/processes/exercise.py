"""What stands ready in the demonstration company, or is made so: a drill gone live, a proposal before a meeting."""

import re

from sqlalchemy import func, select

from drillhub.core import clock
from drillhub.core.database import db
from drillhub.drills.models import Drill, Run, RunEventRow
from drillhub.identity.models import Credential
from drillhub.identity.models import Person as People
from drillhub.improvement.life_cycle import ProposalState
from drillhub.improvement.models import ImprovementProposal
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


def somebody_to_count(trainer: Person, console: str) -> tuple[str, str]:
    """The page on which one person of an evacuation's roll call is marked, and where its form goes."""
    people = set(re.findall(rf"{console}/headcount/people/(\d+)", trainer.get(f"{console}/headcount").text))
    action = f"/headcount/people/{min(people)}"
    return console + action, action


def proposal_at_a_meeting(installation: Installation, office: Person) -> tuple[str, int]:
    """The path of a meeting held today, and the id of a proposal that waits there for its decision."""
    with installation.inside():
        waiting = select(ImprovementProposal.id).where(ImprovementProposal.state == ProposalState.SUBMITTED)
        proposal_id = db.session.scalars(waiting.order_by(ImprovementProposal.id).limit(1)).one()
    meeting = office.send(
        office.form("/improvement/meetings/new", "/improvement/meetings"),
        body="臨時の経営会議",
        held_on=clock.today("Asia/Tokyo").isoformat(),
    ).location
    assert office.send(office.form(meeting, "/table"), proposals=str(proposal_id)).status == 303
    return meeting, proposal_id


def events(console: str, kind: str):
    """Statement that counts a run's events of a kind."""
    run_id = int(console.rsplit("/", 1)[1])
    counted = select(func.count(RunEventRow.id)).join(Run, Run.id == RunEventRow.run_id)
    return counted.where(RunEventRow.kind == kind, Run.id == run_id)
