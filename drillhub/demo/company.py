"""Building the demonstration company and its small neighbour."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from flask import Flask
from sqlalchemy import select

from drillhub.audit import OPERATOR, Actor
from drillhub.core import clock, directory, tenancy
from drillhub.core.database import db
from drillhub.core.i18n import _
from drillhub.core.transactions import transaction
from drillhub.demo import cast
from drillhub.demo.cast import CAST, PLAYERS, CastMember
from drillhub.demo.evidence import keep_attendance_sheet
from drillhub.demo.exercises import Table, play
from drillhub.demo.promises import fulfilments
from drillhub.demo.timeline import START_MONTH, ZONE, Fate, exercises, founding, this_year
from drillhub.evidence.storage import Store
from drillhub.identity import passwords, services, staff_import
from drillhub.identity.models import Person
from drillhub.identity.roles import Role
from drillhub.identity.staff_import import Choices
from drillhub.notifications import sending
from drillhub.planning import plans
from drillhub.planning.models import Commitment
from drillhub.planning.plan_file import read_plan
from drillhub.reporting import editions, notes
from drillhub.reporting.models import ReportKind
from drillhub.reporting.periods import last_ended_fiscal_year
from drillhub.reporting.report import Signatures
from drillhub.reporting.report_types import ANNUAL
from drillhub.scenarios.services import load_library

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
    tell(_("3年分の机上演習を行っています…"))
    _play_exercises(app, org_id, people, today, rng)
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
            for person in db.session.scalars(select(Person).where(Person.employee_number.in_({*PLAYERS, *_numbers()})))
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
    """The certified plan from its file, moved so that this is its third year, and what was done for it so far."""
    reading = read_plan(_PLAN.name, _PLAN.read_bytes())
    if reading.content is None:
        raise RuntimeError("the plan of the demonstration is broken: " + "; ".join(map(str, reading.problems)))
    content = reading.content.shifted(this_year(today).year - 2 - reading.content.period.first.year)
    office = people[cast.GENERAL_AFFAIRS.number]
    with _inside(app, org_id), transaction():
        plans.save(content, by=office, at=founding(today))
    with _inside(app, org_id), transaction():
        for commitment in db.session.scalars(select(Commitment).order_by(Commitment.code)):
            for done_on, note in fulfilments(commitment, today):
                at = clock.instant(done_on, 17, 0, ZONE)
                plans.record_fulfilment(commitment.id, done_on, note, today=today, by=office, at=at)


def _play_exercises(app: Flask, org_id: int, people: dict[str, Actor], today: date, rng: random.Random) -> None:
    address = app.config["DRILLHUB"].base_url
    table = Table(
        trainer=people[cast.TRAINER.number],
        evaluator=people[cast.EVALUATOR.number],
        players=tuple(person_id for number in PLAYERS if (person_id := people[number].person_id) is not None),
    )
    store = Store(app.config["DRILLHUB"].files_directory, org_id)
    for exercise in exercises(today):
        with _inside(app, org_id):
            with transaction():
                drill_id = play(exercise, table, address=address, rng=rng)
            if exercise.fate is Fate.RECORDED:
                keep_attendance_sheet(drill_id, store, by=table.trainer, at=exercise.at(24 * 60))


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
