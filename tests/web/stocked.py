"""An organisation with at least one row of everything, and what stands for each part of an address in it."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from flask.testing import FlaskClient
from sqlalchemy import func, select

from drillhub.audit import Actor
from drillhub.calendar import company_calendar, reviews
from drillhub.calendar.models import CompanyHoliday, Slot
from drillhub.calendar.reviews import ReviewOutcome
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.core.fiscal_year import FiscalYear
from drillhub.drills import feeds, headcounts, invitations, runs, schedule
from drillhub.drills.evaluation import Attendance
from drillhub.drills.events import DecisionNoted, EventSource, GuestKind, NewEvent, Started
from drillhub.drills.headcounts import NewGuest
from drillhub.drills.models import DrillParticipant, Run
from drillhub.drills.snapshot import ParticipantKind
from drillhub.evidence.models import EvidenceFile
from drillhub.identity import links, services
from drillhub.identity.models import Department, LinkPurpose, Person, Site
from drillhub.identity.roles import Role
from drillhub.improvement.life_cycle import DecisionResult
from drillhub.improvement.wording import Wording
from drillhub.notifications.models import OutboxMessage
from drillhub.planning import it_systems, plans, risks
from drillhub.planning.models import Commitment, ItSystem, Plan, Risk
from drillhub.planning.recovery_targets import SystemEntry
from drillhub.planning.risk_rating import RiskEntry
from drillhub.programme import rules
from drillhub.programme.rules import RuleEntry
from drillhub.reporting import editions, status_rows
from drillhub.reporting.periods import fiscal_year, plan_period
from drillhub.reporting.report_types import ANNUAL, RENEWAL, STATUS
from drillhub.reporting.status_ratings import StatusItem, StatusRating
from drillhub.reporting.status_rules import StatusText
from drillhub.scenarios.models import Scenario, ScenarioVersion
from drillhub.vocabulary import DrillType, Hazard, ReviewType
from tests.drills.stage import SMALL_FIRE, Stage, actor
from tests.improvement.table import Table, finding, later_drill
from tests.planning.build import content
from tests.scenarios.build import another
from tests.support.world import Member, Org, World
from tests.web.stocked_quiz import give_quiz_to, stock_quiz

# Stands wherever people of the stocked organisation write something, and must never be seen from another one.
CANARY = "秘密の花園"


@dataclass(frozen=True)
class Stocked:
    """The organisation, one member per role, a value for every part of an address, and a token of each kind of link."""

    org: Org
    members: dict[Role, Member]
    parts: dict[str, Any]
    tokens: dict[LinkPurpose, str]


def stock(world: World, slug: str = "stocked") -> Stocked:
    """Fill an organisation through the services and pages."""
    org = world.organisation(slug, f"{CANARY}株式会社")
    members = {
        role: world.person(org, f"{CANARY} {role}", role, number=f"9{index:03d}", email=f"{role}@{slug}.example")
        for index, role in enumerate(Role)
    }
    stage = Stage.set_up(world, org, members[Role.TRAINER], SMALL_FIRE)
    recorded = stage.recorded()
    live = stage.evacuation(title=f"{CANARY}の避難訓練")
    tokens = {
        LinkPurpose.ACTIVATION: _activation(world, members[Role.EMPLOYEE]),
        LinkPurpose.DRILL_PARTICIPATION: _invite(world, stage, live, members),
    }
    tokens[LinkPurpose.CALENDAR_FEED] = _calendar(world, org, members[Role.TRAINER])
    running = stage.launched(live)
    stage.add(running, Started(), 0)
    note_id = uuid4()
    with world.changing(org):
        note = NewEvent(note_id, DecisionNoted(f"{CANARY}へ移る"), EventSource.DEVICE)
        runs.append_event(running, note, by=actor(members[Role.TRAINER]), at=clock.now())
    guest_id, press = _roll_call(world, running, actor(members[Role.TRAINER]), org)
    stage.drill(title=f"{CANARY}の次の演習")
    parts = {
        "hazard": "earthquake",
        "rule_id": "OWN01",
        "import_id": _staff_file(world.browser(members[Role.GENERAL_AFFAIRS])),
        "upload_id": _scenario_file(world.browser(members[Role.TRAINER])),
        "note_id": note_id,
        "guest_id": guest_id,
        "press": press,
        "run_id": running,
        "person_id": members[Role.EMPLOYEE].id,
    }
    quiz, tokens[LinkPurpose.QUIZ] = stock_quiz(world, stage.by, members[Role.EMPLOYEE], CANARY)
    parts |= quiz
    with world.inside(org):
        parts["drill_id"] = db.session.scalars(select(Run.drill_id).where(Run.id == recorded)).one()
    parts["file_id"] = _evidence(world, members[Role.TRAINER], parts["drill_id"])
    parts |= _improvement(stage, members)
    parts["fulfilment_id"] = _plan(world, org, actor(members[Role.GENERAL_AFFAIRS]))
    with world.inside(org):
        parts |= {
            "plan_id": _first(select(Plan.id)),
            "holiday_id": _first(select(CompanyHoliday.id)),
            "risk_id": _first(select(Risk.id)),
            "system_id": _first(select(ItSystem.id)),
            "slot_id": _first(select(Slot.id).where(Slot.review_type.is_not(None))),
            "commitment_id": _first(select(Commitment.id).where(Commitment.code == "C03")),
            "participant_id": _first(
                select(DrillParticipant.id).where(
                    DrillParticipant.drill_id == live, DrillParticipant.kind == ParticipantKind.PLAYER
                )
            ),
            "version_id": _first(select(ScenarioVersion.id)),
            "scenario_id": _first(select(Scenario.id)),
            "message_id": _first(select(OutboxMessage.id)),
            "department_id": _first(select(Department.id)),
            "site_id": _first(select(Site.id)),
        }
    _reports(world, org, parts["plan_id"], members)
    return Stocked(org, members, parts, tokens)


def crowd(world: World, stocked: Stocked, up_to: int) -> None:
    """People until there are so many, with and without mail; all of them were at the drill and have a quiz to take."""
    with world.changing(stocked.org):
        there = db.session.scalar(select(func.count()).select_from(Person)) or 0
        people = [
            Person(
                employee_number=f"F{number}",
                family_name="新井",
                given_name=str(number),
                email=f"f{number}@stocked.example" if number % 3 else None,
                department_id=stocked.parts["department_id"],
                site_id=stocked.parts["site_id"],
                search_text=f"f{number}",
                created_at=clock.now(),
            )
            for number in range(there, up_to)
        ]
        db.session.add_all(people)
        db.session.flush()
        drill_id = stocked.parts["drill_id"]
        db.session.add_all(
            DrillParticipant(drill_id=drill_id, person_id=person.id, attendance=Attendance.ATTENDED)
            for person in people
        )
        give_quiz_to(stocked.parts["assignment_id"], people)


def _first(statement: Any) -> int:
    return int(db.session.scalars(statement.limit(1)).one())


def _activation(world: World, member: Member) -> str:
    with world.changing(member.org):
        person = db.session.scalars(select(Person).where(Person.id == member.id)).one()
        return services.invite(person, by=actor(member), at=clock.now())


def _invite(world: World, stage: Stage, drill_id: int, members: dict[Role, Member]) -> str:
    """Let everyone of the cast play and be invited, and the employee call the roll.

    Gives the token of the employee's link, which is still good today.
    """
    employee = members[Role.EMPLOYEE]
    with world.changing(stage.org):
        players = [member.id for role, member in members.items() if role is not Role.TRAINER]
        schedule.add_participants(drill_id, players, ParticipantKind.PLAYER, by=stage.by, at=clock.now())
        caller = _first(
            select(DrillParticipant.id).where(
                DrillParticipant.drill_id == drill_id, DrillParticipant.person_id == employee.id
            )
        )
        schedule.change_part(caller, ParticipantKind.PLAYER, ("general_affairs",), by=stage.by, at=clock.now())
        invitations.invite(drill_id, address_of=lambda token: f"/follow/{token}", by=stage.by, at=clock.now())
        tomorrow = clock.now() + timedelta(days=1)
        purpose = LinkPurpose.DRILL_PARTICIPATION
        return links.issue(purpose, employee.id, expires_at=tomorrow, at=clock.now(), subject_id=drill_id).token


def _roll_call(world: World, run_id: int, by: Actor, org: Org) -> tuple[UUID, UUID]:
    """A guest, and everybody else marked at one press; gives the ids of both."""
    guest_id, press = uuid4(), uuid4()
    new = NewGuest(GuestKind.VISITOR, f"{CANARY}の運転手", f"{CANARY}運送")
    with world.changing(org):
        headcounts.add_guest(run_id, new, guest_id, by=by, at=clock.now())
        headcounts.mark_everyone(run_id, press, seen=1, by=by, at=clock.now())
    return guest_id, press


def _improvement(stage: Stage, members: dict[Role, Member]) -> dict[str, int]:
    """Proposals at every stage, a meeting that still decides, and a drill that has to show an effect."""
    table = Table(
        stage.world,
        stage.org,
        members[Role.EMPLOYEE],
        members[Role.TRAINER],
        members[Role.GENERAL_AFFAIRS],
        members[Role.APPROVER],
        wording=Wording(f"{CANARY}の鍵", f"{CANARY}が開かない。", f"{CANARY}に合鍵を置く。", CANARY),
    )
    proposal_id, meeting_id = table.reviewed()
    for result in DecisionResult:
        table.decided(result)
    table.closed(stage)
    shown = table.implemented(on=date(2026, 4, 11))
    verification_id = table.expecting(shown, later_drill(stage))
    finding(stage, stage.ended(), text=f"{CANARY}の名簿が古い。")
    return {"proposal_id": proposal_id, "meeting_id": meeting_id, "verification_id": verification_id}


def _evidence(world: World, trainer: Member, drill_id: int) -> int:
    browser = world.browser(trainer)
    data = {"files": (BytesIO(f"{CANARY}の名簿\n".encode()), f"{CANARY}.txt"), "note": CANARY, "_key": "evidence"}
    page = browser.post(f"/drills/{drill_id}/evidence", data=data, content_type="multipart/form-data")
    assert page.status_code == 303, page.text
    with world.inside(trainer.org):
        return _first(select(EvidenceFile.id))


def _plan(world: World, org: Org, by: Actor) -> int:
    """A plan with something done for it; gives the id of the fulfilment."""
    with world.changing(org):
        plans.save(replace(content(), structure=CANARY), by=by, at=clock.now())
        row = db.session.scalars(select(Commitment).where(Commitment.code == "C03")).one()
        day = date(2026, 4, 7)
        it_systems.add_system(SystemEntry(CANARY, 1, owner=CANARY, backup=CANARY), by=by, at=clock.now())
        measure = _first(select(Commitment.id).where(Commitment.code == "C04"))
        risk = RiskEntry(CANARY, Hazard.EARTHQUAKE, 3, 5, note=CANARY)
        risks.add_risk(risk, [measure], today=clock.today("Asia/Tokyo"), by=by, at=clock.now())
        review = reviews.schedule_review(
            ReviewType.PARTIAL_INSPECTION,
            day,
            site_id=None,
            trainer_id=None,
            timezone="Asia/Tokyo",
            by=by,
            at=clock.now(),
        )
        db.session.flush()
        outcome = ReviewOutcome(day, CANARY, CANARY, CANARY)
        reviews.record_review(review.id, outcome, today=day, by=by, at=clock.now())
        own = RuleEntry(is_on=True, per_year=1, note=CANARY, name=CANARY, drill_types=(DrillType.CALL_TREE_DRILL,))
        rules.add_own_rule(own, None, FiscalYear(2026, 4), by=by, at=clock.now())
        return plans.record_fulfilment(row.id, day, CANARY, today=day, by=by, at=clock.now()).id


def _calendar(world: World, org: Org, trainer: Member) -> str:
    """Days off and a busy month; gives the token of the feed of all drills."""
    by, day = actor(trainer), date(2026, 8, 13)
    with world.changing(org):
        company_calendar.set_week({5, 6}, works_on_national_holidays=False, by=by, at=clock.now())
        company_calendar.add_holidays(day, day, CANARY, by=by, at=clock.now())
        company_calendar.set_busy_month(3, CANARY, by=by, at=clock.now())
        return feeds.renew(trainer.id, feeds.FeedScope.ORGANISATION, by=by, at=clock.now())


def _reports(world: World, org: Org, plan_id: int, members: dict[Role, Member]) -> None:
    """A row of the status report that somebody confirmed, and an edition of every kind of report."""
    by = actor(members[Role.GENERAL_AFFAIRS])
    today = clock.today("Asia/Tokyo")
    with world.changing(org):
        said = StatusText(StatusRating.AS_PLANNED, CANARY)
        proposed, item = StatusRating.NOT_STARTED, StatusItem.MEASURES
        status_rows.confirm(
            plan_id, item, said, proposed=proposed, seen=0, timezone="Asia/Tokyo", by=by, at=clock.now()
        )
    plan = content().period
    periods = {ANNUAL: fiscal_year(2026, 4), STATUS: plan_period(plan.first_day, plan.last_day)}
    with world.changing(org):
        for of, period in {**periods, RENEWAL: periods[STATUS]}.items():
            seen = editions.draft(of, period, language="ja", today=today).digest
            approver = actor(members[Role.APPROVER])
            editions.approve(of, period, language="ja", seen=seen, today=today, by=approver, at=clock.now())


def _staff_file(office: FlaskClient) -> int:
    content = f"社員番号,姓,名,メール\r\n7777,{CANARY},七子,\r\n".encode("cp932")
    page = office.post("/people/imports", data={"file": (BytesIO(content), "staff.csv"), "_key": "staff"})
    assert page.status_code == 303, page.text
    return int(page.location.rsplit("/", 1)[1])


def _scenario_file(trainer: FlaskClient) -> int:
    source = another("canary", "SC-T-09")
    content = source.data.decode().replace("ja: 小さな地震", f"ja: {CANARY}").encode()
    page = trainer.post("/scenarios/uploads", data={"files": (BytesIO(content), "canary.yaml"), "_key": "scenario"})
    assert page.status_code == 303, page.text
    return int(page.location.rsplit("/", 1)[1])
