"""The demonstration company: three years of it, everything in it made through the services, nothing left out."""

import json
import re
from collections import Counter

import pytest
from sqlalchemy import func, select

from drillhub.core.database import db
from drillhub.core.fiscal_year import FiscalYear
from drillhub.demo.play import tasks_of
from drillhub.drills.models import Drill, DrillRecord
from drillhub.improvement.life_cycle import ProposalState
from drillhub.improvement.models import ImprovementProposal, ProposalDecision, ProposalVerification
from drillhub.learning.models import Attempt, QuizAssignment
from drillhub.reporting.models import ReportEdition
from drillhub.scenarios.models import ScenarioVersion
from drillhub.vocabulary import DrillType
from tests.processes.conftest import SignIn
from tests.processes.exercise import GENERAL_AFFAIRS, PRESIDENT, TRAINER
from tests.processes.installation import Installation

pytestmark = pytest.mark.processes

EMPLOYEE = "0101"


def test_three_fiscal_years_have_tabletop_exercises_evacuation_drills_and_quizzes(installation: Installation) -> None:
    with installation.inside():
        held = db.session.execute(select(Drill.drill_type, Drill.held_on).where(Drill.held_on.is_not(None))).all()
        given = db.session.scalars(select(QuizAssignment.assigned_on)).all()
    years = Counter((row.drill_type, FiscalYear.of(row.held_on, 4).year) for row in held)
    newest = max(year for _kind, year in years)
    for year in (newest - 2, newest - 1, newest):
        assert years[DrillType.TABLETOP_EXERCISE, year] >= 1
        assert years[DrillType.EVACUATION_DRILL, year] >= 1
    assert {FiscalYear.of(day, 4).year for day in given} == {newest - 2, newest - 1, newest}


def test_evacuation_times_come_out_of_the_roll_calls_and_get_shorter(installation: Installation) -> None:
    with installation.inside():
        rows = db.session.scalars(
            select(DrillRecord.content)
            .join(Drill, Drill.id == DrillRecord.drill_id)
            .where(Drill.drill_type == DrillType.EVACUATION_DRILL)
            .order_by(Drill.held_on)
        ).all()
    seconds = []
    for content in map(json.loads, rows):
        counted = content["headcount"]
        assert counted["on_site"] == counted["accounted"] + len(counted["missing"])
        assert counted["guests"]
        [task] = [each for each in content["tasks"] if each["measure"] == "evacuation_time_min"]
        seconds.append(task["elapsed_seconds"])
    assert len(seconds) >= 5
    assert seconds[-1] < seconds[0]


def test_no_objective_is_rated_better_than_its_own_times_show(installation: Installation) -> None:
    with installation.inside():
        rows = db.session.execute(
            select(DrillRecord.content, ScenarioVersion)
            .join(Drill, Drill.id == DrillRecord.drill_id)
            .join(ScenarioVersion, ScenarioVersion.id == Drill.scenario_version_id)
        ).all()
        missed = []
        for content, version in rows:
            record = json.loads(content)
            verdicts = {each["id"]: each["verdict"] for each in record["tasks"]}
            missed += [
                each
                for each in record["objectives"]
                if any(verdicts[task] == "late" for task in tasks_of(version.content, each["id"]))
            ]
    assert missed
    assert {each["rating"] for each in missed} <= {"S", "M", "U"}
    assert all(each["comment"] for each in missed)


def test_proposals_stand_in_every_state_and_later_drills_verified_them(installation: Installation) -> None:
    with installation.inside():
        states = set(db.session.scalars(select(ImprovementProposal.state)))
        results = Counter(db.session.scalars(select(ProposalDecision.result)))
        shown = db.session.execute(
            select(ImprovementProposal.implemented_on, Drill.local_date)
            .join(ProposalVerification, ProposalVerification.proposal_id == ImprovementProposal.id)
            .join(Drill, Drill.id == ProposalVerification.drill_id)
            .where(ImprovementProposal.state.in_((ProposalState.VERIFIED, ProposalState.CLOSED)))
        ).all()
    assert states == set(ProposalState)
    assert set(results) == {"adopted", "rejected", "deferred"}
    assert shown


def test_last_years_report_is_approved(installation: Installation) -> None:
    assert installation.count(select(func.count(ReportEdition.id))) == 1


def test_every_attempt_that_was_submitted_has_its_score(installation: Installation) -> None:
    submitted = select(func.count(Attempt.id)).where(Attempt.submitted_at.is_not(None))
    assert installation.count(submitted) > 50
    assert installation.count(submitted.where(Attempt.score_numerator.is_(None))) == 0


@pytest.mark.parametrize("number", [TRAINER, GENERAL_AFFAIRS, PRESIDENT, EMPLOYEE])
def test_each_of_four_people_can_open_everything_their_menu_leads_to(sign_in: SignIn, number: str) -> None:
    person = sign_in(number)
    home = person.get("/")
    assert home.status == 200
    nav = re.search(r"<nav\b.*?</nav>", home.text, re.S)
    assert nav is not None
    paths = set(re.findall(r'href="(/[^"#?]*)"', nav[0]))
    assert len(paths) >= 3
    for path in paths:
        page = person.get(path)
        assert page.status == 200, path
        for below in re.findall(r'href="(/[^"#]*)"', page.text)[:60]:
            if not below.startswith(("/static", "/language")):
                assert person.get(below.replace("&amp;", "&")).status in {200, 303}, (path, below)
