"""Building the demonstration company and its small neighbour."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from flask import Flask
from sqlalchemy import select

from drillhub.audit import OPERATOR, Actor
from drillhub.core import clock, directory, tenancy
from drillhub.core.database import db
from drillhub.core.fiscal_year import FiscalYear
from drillhub.core.i18n import _
from drillhub.core.transactions import transaction
from drillhub.demo import cast
from drillhub.demo.cast import AT_EVERY_TABLE, CAST, SEATS, CastMember
from drillhub.demo.evacuations import Evacuation
from drillhub.demo.evidence import keep_attendance_sheet
from drillhub.demo.play import Leaders, person_id
from drillhub.demo.promises import fulfilments
from drillhub.demo.proposals import Diary
from drillhub.demo.quizzes import Quizmaster
from drillhub.demo.registers import enter_risks, enter_systems
from drillhub.demo.tabletops import Tabletop
from drillhub.demo.timeline import START_MONTH, ZONE, Fate, exercises, founding, month_of, this_year
from drillhub.demo.year import enter_days_off, hold_reviews, say_what_the_buildings_are
from drillhub.drills.models import Drill
from drillhub.evidence.storage import Store
from drillhub.identity import passwords, services, staff_import
from drillhub.identity.models import Person
from drillhub.identity.roles import Role
from drillhub.identity.staff_import import Choices
from drillhub.notifications import sending
from drillhub.planning import plans
from drillhub.planning.content import ItemText, PlanContent
from drillhub.planning.models import Commitment
from drillhub.planning.plan_file import read_plan
from drillhub.reporting import editions, notes
from drillhub.reporting.models import ReportKind
from drillhub.reporting.periods import last_ended_fiscal_year
from drillhub.reporting.report import Signatures
from drillhub.reporting.report_types import ANNUAL
from drillhub.scenarios.services import load_library
from drillhub.vocabulary import DrillType, PlanItem

SLUG: Final = "demo"
NEIGHBOUR: Final = "demo-2"
NAME: Final = "株式会社青葉精工"
NEIGHBOUR_NAME: Final = "有限会社みどり商会"
_SEED: Final = 20110311
# What the president wrote; the report's figures are counted from the records.
_COMMENT: Final = (
    "年間の机上演習を計画どおり行い、連絡と復旧の手順が前の年より早く出るようになった。"
    "来年度は、社長不在のときの代行の順番を計画に書き、夜勤の人数に合わせて備蓄を増やす。"
)
# What the second edition of the plan adds to the response.
_ROLL_CALL: Final = "来訪者と派遣の人: 受付で札を渡し、集合場所で札を読んで点呼に加える。"
_SEED_FOLDER: Final = Path(__file__).parents[2] / "seed"
_STAFF: Final = _SEED_FOLDER / "demo" / "staff.csv"
_PLAN: Final = _SEED_FOLDER / "plans" / "aoba_seiko.yaml"


@dataclass(frozen=True)
class SignIn:
    """A way into the demonstration: company code and employee number; all share the passphrase."""

    slug: str
    number: str
    name: str
    roles: tuple[Role, ...]


def is_complete() -> bool:
    """Whether the demonstration stands here; the neighbour is made last."""
    return directory.organisation_of_slug(NEIGHBOUR) is not None


def build(app: Flask, passphrase: str, *, today: date, tell: Callable[[str], None]) -> None:
    """Make both companies, step by step, each step in transactions of its own. tell: is told what comes next.

    today: the day it is; everything is dated back from there.
    """
    rng = random.Random(_SEED)  # noqa: S311 - the same company each time, not a secret
    password_hash = passwords.make_hash(passphrase)
    founded = founding(today)
    tell(_("名簿を取り込んでいます…"))
    org_id = _found(app, NAME, SLUG, founded)
    _import_staff(app, org_id, today=founded.date(), at=founded)
    people = _cast(app, org_id, password_hash, founded)
    with _inside(app, org_id), transaction():
        load_library(by=people[cast.TRAINER.number], at=founded)
    _enter_plan(app, org_id, people, today)
    _plan_the_year(app, org_id, people, today)
    everyone = _everyone(app, org_id)
    tell(_("3年分の訓練を行っています…"))
    _hold_drills(app, org_id, everyone, today, rng)
    tell(_("理解度テストを受けてもらっています…"))
    _hold_quizzes(app, org_id, everyone, today, rng)
    tell(_("改善提案を会議にかけ、実施しています…"))
    _improve(app, org_id, everyone, today)
    tell(_("昨年度の報告書を承認しています…"))
    _approve_report(app, org_id, people, today)
    _keep_mail(app, org_id)
    _found_neighbour(app, password_hash, founded)


def sign_ins(app: Flask) -> list[SignIn]:
    """Who can sign in, for the console."""
    org_id = directory.organisation_of_slug(SLUG)
    if org_id is None:
        return []
    with _inside(app, org_id):
        names = {
            row.employee_number: row.name
            for row in db.session.scalars(
                select(Person).where(Person.employee_number.in_([member.number for member in CAST]))
            )
        }
    return [SignIn(SLUG, member.number, names[member.number], tuple(sorted(member.roles))) for member in CAST]


class _inside:
    """An app context whose session is bound to an organisation."""

    def __init__(self, app: Flask, org_id: int) -> None:
        self.context = app.app_context()
        self.org_id = org_id

    def __enter__(self) -> None:
        self.context.push()
        tenancy.bind(self.org_id)

    def __exit__(self, *_error: object) -> None:
        db.session.remove()
        self.context.pop()


def _found(app: Flask, name: str, slug: str, at: datetime) -> int:
    with app.app_context(), transaction():
        return services.create_organisation(name, slug, by=OPERATOR, at=at, timezone=ZONE).org_id


def _import_staff(app: Flask, org_id: int, *, today: date, at: datetime) -> None:
    """As general affairs does it: the file from the payroll software, previewed, then taken over."""
    file, source = staff_import.read(_STAFF.read_bytes(), _STAFF.name)
    with _inside(app, org_id), transaction():
        shown = staff_import.preview(file, today=today)
        row = staff_import.stage(file, shown, source, by=OPERATOR, at=at)
        db.session.flush()
        staff_import.apply(row.id, Choices(), by=OPERATOR, at=at, today=today)


def _cast(app: Flask, org_id: int, password_hash: str, at: datetime) -> dict[str, Actor]:
    """Give the cast their roles and passwords; employee number → who acts."""
    with _inside(app, org_id), transaction():
        people = {
            person.employee_number: person
            for person in db.session.scalars(
                select(Person).where(Person.employee_number.in_({*SEATS.values(), *AT_EVERY_TABLE, *_numbers()}))
            )
        }
        for member in CAST:
            _let_in(people[member.number], member, password_hash, at)
        return {number: Actor(person.id, person.name, "session") for number, person in people.items()}


def _numbers() -> set[str]:
    return {member.number for member in CAST}


def _let_in(person: Person, member: CastMember, password_hash: str, at: datetime) -> None:
    services.set_roles(person, member.roles, by=OPERATOR, at=at)
    services.set_password(person, password_hash, by=OPERATOR, at=at)


def _enter_plan(app: Flask, org_id: int, people: dict[str, Actor], today: date) -> None:
    """The certified plan from its file, moved so that this is its third year, what the first year's review changed in
    it, and what was done for it so far."""
    reading = read_plan(_PLAN.name, _PLAN.read_bytes())
    if reading.content is None:
        raise RuntimeError("the plan of the demonstration is broken: " + "; ".join(map(str, reading.problems)))
    content = reading.content.shifted(this_year(today).year - 2 - reading.content.period.first.year)
    office = people[cast.GENERAL_AFFAIRS.number]
    with _inside(app, org_id), transaction():
        plans.save(content, by=office, at=founding(today))
    reviewed = month_of(today, 2, 3) + timedelta(days=17)
    with _inside(app, org_id), transaction():
        plans.save(_revised(content), by=office, at=clock.instant(reviewed, 17, 0, ZONE))
    with _inside(app, org_id), transaction():
        enter_risks(today=reviewed, by=office, at=clock.instant(reviewed, 17, 30, ZONE))
        enter_systems(by=office, at=clock.instant(reviewed, 17, 40, ZONE))
    with _inside(app, org_id), transaction():
        for commitment in db.session.scalars(select(Commitment).order_by(Commitment.code)):
            for done_on, note in fulfilments(commitment, today):
                at = clock.instant(done_on, 17, 0, ZONE)
                plans.record_fulfilment(commitment.id, done_on, note, today=today, by=office, at=at)


def _plan_the_year(app: Flask, org_id: int, people: dict[str, Actor], today: date) -> None:
    office = people[cast.GENERAL_AFFAIRS.number]
    for step in (enter_days_off, say_what_the_buildings_are, hold_reviews):
        with _inside(app, org_id), transaction():
            step(today, by=office)


def _revised(content: PlanContent) -> PlanContent:
    """The second edition: what the first year's drills taught about the roll call."""
    items = tuple(
        ItemText(each.item, f"{each.text}\n{_ROLL_CALL}") if each.item is PlanItem.RESPONSE else each
        for each in content.items
    )
    return replace(content, items=items)


def _everyone(app: Flask, org_id: int) -> dict[str, Actor]:
    """Employee number → who acts."""
    with _inside(app, org_id):
        people = db.session.scalars(select(Person).order_by(Person.id))
        return {person.employee_number: Actor(person.id, person.name, "session") for person in people}


def _hold_drills(app: Flask, org_id: int, people: dict[str, Actor], today: date, rng: random.Random) -> None:
    address = app.config["DRILLHUB"].base_url
    leaders = Leaders(people[cast.TRAINER.number], people[cast.EVALUATOR.number])
    store = Store(app.config["DRILLHUB"].files_directory, org_id)
    evacuations = 0
    for exercise in exercises(today):
        with _inside(app, org_id):
            with transaction():
                if exercise.drill_type is DrillType.EVACUATION_DRILL:
                    drill_id = Evacuation(exercise, leaders, evacuations, rng).take_place(address)
                    evacuations += 1
                else:
                    drill_id = Tabletop(exercise, leaders, people, rng).take_place(address)
            if exercise.fate is Fate.RECORDED:
                keep_attendance_sheet(drill_id, store, by=leaders.trainer, at=exercise.at(24 * 60))


def _hold_quizzes(app: Flask, org_id: int, people: dict[str, Actor], today: date, rng: random.Random) -> None:
    """After the first exercise of each year for those who were at it, and once a year for a whole department."""
    actors = {person_id(actor): actor for actor in people.values()}
    with _inside(app, org_id):
        waits = person_id(people[cast.EMPLOYEE.number])
        address = app.config["DRILLHUB"].base_url
        master = Quizmaster(people[cast.TRAINER.number], actors, address, rng, waits=waits)
        for years_ago in (2, 1, 0):
            drill = _first_exercise(this_year(today).year - years_ago)
            if drill is not None:
                with transaction():
                    master.after_drill(drill, years_ago=years_ago)
        _step_by_step(master.yearly(today))


def _first_exercise(year: int) -> Drill | None:
    fiscal_year = FiscalYear(year, START_MONTH)
    return db.session.scalar(
        select(Drill)
        .where(
            Drill.drill_type == DrillType.TABLETOP_EXERCISE,
            Drill.held_on.between(fiscal_year.first_day, fiscal_year.last_day),
        )
        .order_by(Drill.held_on)
        .limit(1)
    )


def _improve(app: Flask, org_id: int, people: dict[str, Actor], today: date) -> None:
    with _inside(app, org_id):
        _step_by_step(Diary(people, app.config["DRILLHUB"].base_url, today).write())


def _step_by_step(steps: Iterator[None]) -> None:
    """Each step in a transaction of its own."""
    going = True
    while going:
        with transaction():
            going = next(steps, False) is None


def _approve_report(app: Flask, org_id: int, people: dict[str, Actor], today: date) -> None:
    """General affairs prepares the report of the last year, and the president approves it five weeks after its end."""
    office, president = people[cast.GENERAL_AFFAIRS.number], people[cast.PRESIDENT.number]
    period = last_ended_fiscal_year(today, START_MONTH)
    day = min(period.last_day + timedelta(days=35), today)
    at = clock.instant(day, 10, 0, ZONE)
    signatures = Signatures(office.name, people[cast.TRAINER.number].name, _COMMENT)
    with _inside(app, org_id), transaction():
        notes.write(ReportKind.ANNUAL, period, signatures, by=office, at=at)
    with _inside(app, org_id), transaction():
        seen = editions.draft(ANNUAL, period, language="ja", today=day).digest
        editions.approve(ANNUAL, period, language="ja", seen=seen, today=day, by=president, at=at)


def _keep_mail(app: Flask, org_id: int) -> None:
    """Mail of the past is kept in the outbox and never goes out, also where a mail server is set up."""
    config = app.config["DRILLHUB"]
    with _inside(app, org_id):
        while sending.deliver_due(None, config.mail_from):
            pass


def _found_neighbour(app: Flask, password_hash: str, at: datetime) -> None:
    """A small second company, to see that the two know nothing of each other."""
    org_id = _found(app, NEIGHBOUR_NAME, NEIGHBOUR, at)
    with _inside(app, org_id), transaction():
        for number, family, given, roles in (
            ("001", "緑川", "和夫", frozenset({Role.APPROVER})),
            ("002", "森", "京子", frozenset({Role.GENERAL_AFFAIRS, Role.TRAINER})),
            ("003", "原", "大輔", frozenset[Role]()),
        ):
            person = Person(employee_number=number, family_name=family, given_name=given)
            services.add_person(person, roles=roles, by=OPERATOR, at=at)
            services.set_password(person, password_hash, by=OPERATOR, at=at)
