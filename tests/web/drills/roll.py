"""A roll call at its pages: what its tests share."""

from datetime import timedelta
from uuid import uuid4

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from drillhub.core import clock
from drillhub.core.database import db
from drillhub.drills import schedule
from drillhub.drills.events import Mark, Started
from drillhub.drills.roll_call import headcount
from drillhub.drills.snapshot import ParticipantKind
from drillhub.identity import links
from drillhub.identity.models import LinkPurpose, Person
from tests.drills.build import at
from tests.drills.stage import Stage
from tests.support.world import Member

JSON = {"Accept": "application/json"}
Door = tuple[FlaskClient, str, int]


def link_to(stage: Stage, drill: int, member: Member) -> str:
    with stage.world.changing(stage.org):
        now = clock.now()
        purpose = LinkPurpose.DRILL_PARTICIPATION
        issued = links.issue(purpose, member.id, expires_at=now + timedelta(days=1), at=now, subject_id=drill)
        return f"/follow/{issued.token}/headcount"


def person_at(stage: Stage, run: int, member: Member) -> str:
    with stage.world.inside(stage.org):
        drill = stage.run(run).drill_id
    return f"people/{stage.participant_id(drill, member)}"


def tap(browser: FlaskClient, address: str, person: str, **fields: object) -> TestResponse:
    """A tap as the script sends it."""
    return browser.post(f"{address}/{person}", data={"event_id": str(uuid4()), **fields}, headers=JSON)


def marks(stage: Stage, run: int) -> dict[str, Mark]:
    with stage.world.inside(stage.org):
        return {each.name: each.mark for each in headcount(run, at=at(60)).roll.people}


def crowded(stage: Stage, people: int) -> int:
    """A run of an evacuation with so many more players, all of one department, a few of them marked."""
    drill = stage.evacuation(title=f"{people}人の避難訓練")
    with stage.world.changing(stage.org):
        department = db.session.scalars(select(Person.department_id).where(Person.department_id.is_not(None))).first()
        added = [
            Person(
                employee_number=f"{people}-{number}",
                family_name="新井",
                given_name=str(number),
                department_id=department,
                created_at=clock.now(),
            )
            for number in range(people)
        ]
        db.session.add_all(added)
        db.session.flush()
        ids = [each.id for each in added]
        schedule.add_participants(drill, ids, ParticipantKind.PLAYER, by=stage.by, at=at(-60))
    run = stage.launched(drill)
    stage.add(run, Started(), 0)
    stage.mark(run, stage.players[0], Mark.PRESENT, 1)
    return run
