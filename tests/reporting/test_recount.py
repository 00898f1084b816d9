"""Every figure about evacuation, education and improvement is what a recount of the raw rows gives.

Each seed is another small company of two years. The recount reads the tables and shares no code with the figures.
"""

import json
import random
import statistics
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from sqlalchemy import select

from drillhub.core.database import db
from drillhub.drills.models import Drill, DrillRecord
from drillhub.improvement.life_cycle import DecisionResult, ProposalSource
from drillhub.improvement.models import ImprovementProposal, ProposalDecision
from drillhub.learning.models import Attempt, Enrollment, QuizAssignment
from drillhub.reporting.all_figures import figures_of
from drillhub.reporting.period_records import records_of
from drillhub.reporting.periods import chosen, fiscal_year
from drillhub.vocabulary import DrillType
from tests.reporting.records import Numbers, Records, Taken

YEAR, BEFORE = fiscal_year(2026, 4), fiscal_year(2025, 4)
EVACUATION, TABLETOP = DrillType.EVACUATION_DRILL, DrillType.TABLETOP_EXERCISE


def fill(records: Records, people: list[int], chance: random.Random) -> None:
    """Two years of drills, quizzes and proposals, as chance has it."""
    for year in (BEFORE, YEAR):
        days = [year.first_day + timedelta(days=chance.randrange(365)) for _each in range(20)]
        for day in days[:4]:
            on_site = chance.choice([None, chance.randrange(1, 60)])
            accounted = chance.randrange(on_site + 1) if on_site else 0
            numbers = Numbers(
                invited=chance.randrange(0, 30) + 1,
                attended=1,
                evacuation=chance.choice([None, chance.randrange(60, 900)]),
                headcount=chance.choice([None, chance.randrange(60, 900)]),
                on_site=on_site,
                accounted=accounted,
                excused=chance.randrange(accounted + 1),
            )
            records.drill(day, *chance.choice([(EVACUATION,), (TABLETOP,), (TABLETOP, EVACUATION)]), numbers=numbers)
        for day in days[4:7]:
            taken = [Taken([chance.randrange(5) for _try in range(chance.randrange(3))]) for _person in people]
            records.quiz(day, taken, people=people, due_on=day + timedelta(days=chance.randrange(60)))
        meetings = sorted(days[7:10])
        held = [(day, records.meeting(day)) for day in meetings]
        for day in days[10:]:
            _proposal(records, day, held, chance)


def _proposal(records: Records, day: date, held: list[tuple[date, int]], chance: random.Random) -> None:
    proposal = records.proposal(day, source=chance.choice(list(ProposalSource)))
    later = [each for each in held if each[0] >= day]
    if not later or chance.random() < 0.2:
        return
    result = chance.choice([DecisionResult.ADOPTED, DecisionResult.ADOPTED, *DecisionResult])
    decided, meeting = later[0]
    records.decide(proposal, meeting, result, due_on=decided + timedelta(days=chance.randrange(1, 200)))
    if result is DecisionResult.ADOPTED and chance.random() < 0.6:
        records.implement(proposal, decided + timedelta(days=chance.randrange(250)))


@pytest.mark.parametrize(
    ("today", "before_ends"),
    [
        pytest.param(date(2026, 11, 24), date(2025, 11, 24), id="in the year, beside the same days"),
        pytest.param(date(2027, 4, 10), date(2026, 3, 31), id="after it, beside the whole year"),
    ],
)
@pytest.mark.parametrize("seed", range(4))
def test_p7_the_figures_are_what_a_recount_of_the_rows_gives(world, org, records, people, seed, today, before_ends):
    with world.changing(org):
        fill(records, people, random.Random(seed))
    with world.inside(org):
        found = {figure.code: figure for figure in figures_of(records_of(YEAR, today=today), YEAR, today=today)}
        now, before = recount(YEAR, today), recount(chosen(BEFORE.first_day, before_ends, 4), before_ends)
    for code, expected in now.items():
        assert found[code].value == expected, code
        previous = found[code].previous
        assert (previous.value if previous else None) == before[code], f"{code} of the year before"
    assert sum(value is not None for value in now.values()) >= 9, "chance left too little to count"


def test_the_parts_of_the_pass_rate_are_those_of_the_first_attempts(world, org, records, people):
    with world.changing(org):
        taken = [Taken([4]), Taken([2, 3]), Taken([1, 1]), Taken()]
        records.quiz(date(2026, 6, 1), taken, people=people)
        records.quiz(date(2026, 7, 1), [Taken([3])], people=people)
    with world.inside(org):
        figures = figures_of(records_of(YEAR, today=YEAR.last_day), YEAR, today=YEAR.last_day)
    rate = next(figure for figure in figures if figure.code == "K20")
    assert (rate.numerator, rate.denominator) == (3, 4)
    parts = {part.key: part for part in rate.parts}
    assert (parts["first_attempt"].numerator, parts["first_attempt"].denominator) == (2, 4)
    assert parts["mean_score"].value == Decimal("62.5")  # (4 + 2 + 1 + 3) of 4 marks each


# --- The recount --------------------------------------------------------------------------------------------------


def recount(year, today):
    """Code → value, from the tables alone."""
    until = min(today, year.last_day)
    return {**_of_drills(year), **_of_quizzes(year, until, today), **_of_proposals(year, until, today)}


def _of_drills(year):
    contents = [
        json.loads(record.content)
        for drill, record in db.session.execute(select(Drill, DrillRecord).where(DrillRecord.drill_id == Drill.id))
        if drill.held_on and year.first_day <= drill.held_on <= year.last_day
    ]
    evacuations = [
        each for each in contents if "evacuation_drill" in (each["drill"]["type"], *each["drill"]["further_types"])
    ]
    counts = [each["headcount"] for each in evacuations if each.get("headcount")]
    return {
        "K04": _rate(
            sum(each["participation"]["attended"] for each in contents),
            sum(each["participation"]["expected"] for each in contents),
        ),
        "K10": _median(_times(evacuations, "evacuation_time_min")),
        "K11": _median(_times(evacuations, "headcount_time_min")),
        "K11b": _rate(
            sum(each["present"] for each in counts),
            sum(each["present"] + len(each["missing"]) for each in counts),
        ),
    }


def _times(contents, measure):
    return [task["elapsed_seconds"] for each in contents for task in each["tasks"] if task["measure"] == measure]


def _of_quizzes(year, until, today):
    given = {
        row.id: row.due_on
        for row in db.session.scalars(select(QuizAssignment))
        if year.first_day <= row.assigned_on <= year.last_day
    }
    over = {key for key, due_on in given.items() if due_on < today and due_on <= year.last_day}
    rows = [row for row in db.session.scalars(select(Enrollment)) if row.assignment_id in given]
    known = [
        each
        for each in db.session.scalars(select(Attempt).where(Attempt.submitted_at.is_not(None)))
        if (each.submitted_at + timedelta(hours=9)).date() <= until  # in Tokyo
    ]
    finished = {each.enrollment_id for each in known} & {row.id for row in rows}
    passed = {each.enrollment_id for each in known if each.passed} & finished
    due = [row for row in rows if row.assignment_id in over]
    return {
        "K19": _rate(sum(row.id in finished for row in due), len(due)),
        "K20": _rate(len(passed), len(finished)),
    }


def _of_proposals(year, until, today):
    def inside(day):
        return day is not None and year.first_day <= day <= until

    rows = list(db.session.scalars(select(ImprovementProposal)))
    results = {
        row.proposal_id: (row.result, row.decided_on)
        for row in db.session.scalars(select(ProposalDecision))
        if row.decided_on <= until
    }
    adopted = {key for key, (result, _day) in results.items() if result is DecisionResult.ADOPTED}
    decided = [key for key, (result, day) in results.items() if inside(day) and result is not DecisionResult.DEFERRED]
    submitted = [row for row in rows if inside(row.submitted_on)]

    def done(row, day):
        return row.implemented_on is not None and row.implemented_on <= day

    chosen = [row for row in submitted if row.id in adopted]
    came_due = [row for row in rows if row.id in adopted and inside(row.due_on) and row.due_on < today]
    known = [row for row in rows if row.id in adopted and row.submitted_on <= until]
    overdue = [row for row in known if row.due_on < today and row.due_on <= year.last_day and not done(row, until)]
    return {
        "K21": Decimal(len(submitted)) if submitted or year is YEAR else None,
        "K22": _rate(sum(key in adopted for key in decided), len(decided)),
        "K23": _rate(sum(done(row, until) for row in chosen), len(chosen)),
        "K24": _rate(sum(done(row, row.due_on) for row in came_due), len(came_due)),
        "K25": Decimal(len(overdue)) if known else None,
    }


def _rate(numerator, denominator):
    if not denominator:
        return None
    return Decimal(100 * numerator / Decimal(denominator)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _median(values):
    return Decimal(str(statistics.median(values))) if values else None


def test_the_recount_rounds_like_a_person():
    assert _rate(2, 3) == Decimal("66.7")
    assert Fraction(_median([1, 2])) == Fraction(3, 2)
