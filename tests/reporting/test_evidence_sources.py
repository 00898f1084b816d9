"""Which files a report lists: those of its drills, and those added for promises in its days."""

import io
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from drillhub.audit import OPERATOR
from drillhub.core.database import db
from drillhub.drills.models import Drill
from drillhub.evidence import services
from drillhub.evidence.intake import take_in
from drillhub.evidence.models import SubjectKind
from drillhub.evidence.services import Subject
from drillhub.evidence.storage import Store
from drillhub.planning.models import Commitment, CommitmentKind, Plan
from drillhub.reporting.evidence_sources import evidence_lines
from drillhub.reporting.periods import fiscal_year
from drillhub.vocabulary import PlanItem
from tests.drills.stage import Stage, actor
from tests.support.rows import counted_statements

LATER = datetime(2027, 4, 10, 3, 0, tzinfo=UTC)
YEAR = fiscal_year(2026, 4)


@pytest.fixture
def stage(world, org, trainer) -> Stage:
    return Stage.set_up(world, org, trainer)


@pytest.fixture
def add(world, org, files, trainer):
    """Enter a file; gives its row."""

    def adding(name: str, subject: Subject, *, at: datetime = LATER):
        stored = take_in([(name, io.BytesIO(name.encode()))], Store(files, org.id))
        with world.changing(org):
            return services.add_files(stored, subject, by=actor(trainer), at=at)[0].row

    return adding


@pytest.fixture
def lines(world, org):
    def listing(period=YEAR):
        with world.inside(org):
            return evidence_lines(period, timezone="Asia/Tokyo")

    return listing


@pytest.fixture
def drill(stage, world, org) -> Subject:
    """A drill held on 1 April 2026."""
    stage.recorded()
    with world.inside(org):
        return Subject(SubjectKind.DRILL, db.session.scalars(select(Drill.id)).one())


def test_files_of_a_drill_stand_in_the_year_it_was_held_whenever_they_were_added(add, lines, drill):
    row = add("写真.txt", drill)

    [line] = lines()

    assert (line.file_name, line.added_on, line.added_by) == ("写真.txt", date(2027, 4, 10), "田中 健一")
    assert (line.sha256, line.subject_kind, line.subject_id) == (row.sha256, "drill", drill.id)
    assert line.subject.endswith("小さな地震の机上演習")
    assert lines(fiscal_year(2027, 4)) == ()


def test_a_withdrawn_file_is_not_listed(add, lines, drill, world, org):
    row = add("写真.txt", drill)
    with world.changing(org):
        services.withdraw(row.id, reason="誤り", by=OPERATOR, at=LATER)

    assert lines() == ()


def test_a_drill_that_was_not_held_brings_nothing(add, lines, stage):
    add("写真.txt", Subject(SubjectKind.DRILL, stage.drill()))

    assert lines() == ()


@pytest.mark.parametrize(
    ("at", "listed"),
    [
        pytest.param(datetime(2026, 3, 31, 14, 59, tzinfo=UTC), False, id="the last minute of the year before"),
        pytest.param(datetime(2026, 3, 31, 15, 0, tzinfo=UTC), True, id="the first minute of the year, in Tokyo"),
        pytest.param(datetime(2027, 3, 31, 14, 59, tzinfo=UTC), True, id="its last minute"),
        pytest.param(datetime(2027, 3, 31, 15, 0, tzinfo=UTC), False, id="the first minute after"),
    ],
)
def test_files_for_a_promise_stand_in_the_year_they_were_added(add, lines, world, org, at, listed):
    with world.changing(org):
        commitment_id = _promise()

    add("発電機.txt", Subject(SubjectKind.COMMITMENT, commitment_id), at=at)

    assert [line.subject for line in lines()] == (["C01 発電機を備える"] if listed else [])


def _promise() -> int:
    plan = Plan(
        title="事業継続力強化計画",
        period_starts_on=date(2025, 4, 1),
        period_ends_on=date(2028, 3, 31),
        created_at=LATER,
    )
    db.session.add(plan)
    db.session.flush()
    commitment = Commitment(
        plan_id=plan.id, code="C01", plan_item=next(iter(PlanItem)), kind=CommitmentKind.MEASURE, text="発電機を備える"
    )
    db.session.add(commitment)
    db.session.flush()
    return commitment.id


def test_the_list_takes_as_many_statements_for_one_file_as_for_twenty(add, lines, drill, world):
    def statements() -> int:
        with counted_statements(world.app) as sent:
            lines()
        return len(sent)

    add("0.txt", drill)
    few = statements()
    for number in range(1, 21):
        add(f"{number}.txt", drill)
    assert statements() == few
