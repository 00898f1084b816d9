"""Lists, board and history with many proposals: the same statements, cut into pages, narrowed by the database."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from drillhub.core.database import db
from drillhub.identity.models import Person
from drillhub.improvement.life_cycle import ProposalEventKind, ProposalSource, ProposalState
from drillhub.improvement.models import ImprovementProposal, ProposalEvent, ProposalVerification
from tests.drills.stage import Stage
from tests.improvement.table import Table, day, later_drill, moment
from tests.support.rows import counted_statements
from tests.web.improvement.conftest import text_of

S = ProposalState
STATES = [S.SUBMITTED, S.DEFERRED, S.ADOPTED, S.IN_PROGRESS, S.IMPLEMENTED, S.VERIFIED, S.CLOSED, S.REJECTED]


def fill(table: Table, up_to: int, drill_id: int) -> None:
    """Proposals in every state until there are so many; those carried out wait for a drill."""
    with table.world.changing(table.org):
        there = len(db.session.scalars(select(ImprovementProposal.id)).all())
        owner = db.session.scalars(select(Person).where(Person.id == table.employee.id)).one()
        rows = [_row(number, STATES[number % len(STATES)], owner) for number in range(there, up_to)]
        db.session.add_all(rows)
        db.session.flush()
        for row in rows:
            db.session.add(
                ProposalEvent(
                    proposal_id=row.id, seq=1, kind=ProposalEventKind.SUBMITTED, at=moment(0), by="石田 亮", by_id=None
                )
            )
            if row.state is S.IMPLEMENTED:
                db.session.add(
                    ProposalVerification(
                        proposal_id=row.id, drill_id=drill_id, planned_at=moment(21), planned_by="田中 健一"
                    )
                )


def _row(number: int, state: S, owner: Person) -> ImprovementProposal:
    decided = state not in {S.SUBMITTED}
    adopted = state.was_adopted
    done = state.was_implemented
    return ImprovementProposal(
        number=f"P2026-{number + 1:03d}",
        title=f"提案 {number}",
        source=list(ProposalSource)[number % 7],
        finding="気付き",
        proposal="すること",
        state=state,
        proposer_id=owner.id,
        proposer_name=owner.name,
        created_at=moment(0),
        submitted_on=day(0),
        decided_on=day(10) if decided else None,
        deferred_until=day(40) if state is S.DEFERRED else None,
        owner_id=owner.id if adopted else None,
        owner_name=owner.name if adopted else "",
        due_on=day(30) if adopted else None,
        implemented_on=day(20) if done else None,
        verified_on=day(40) if state in {S.VERIFIED, S.CLOSED} else None,
        closed_on=day(41) if state is S.CLOSED else None,
    )


PAGES = (
    "/improvement",
    "/improvement/proposals",
    "/improvement/proposals/mine",
    "/improvement/proposals/5",
    "/improvement/meetings",
    "/",
)


def test_board_lists_and_pages_take_the_same_statements_for_1000_proposals_as_for_10(
    app: Flask, table: Table, stage: Stage, office: FlaskClient, phone: FlaskClient
) -> None:
    drill_id = later_drill(stage, held=False)

    def count() -> dict[str, int]:
        found = {}
        for name, browser in (("office", office), ("phone", phone)):
            for path in PAGES:
                browser.get(path)
                with counted_statements(app) as sent:
                    assert browser.get(path).status_code in {200, 403}
                found[f"{name} {path}"] = len(sent)
        with counted_statements(app) as sent:
            assert office.get(f"/drills/{drill_id}").status_code == 200
        found["drill"] = len(sent)
        return found

    fill(table, 10, drill_id)
    few = count()
    fill(table, 1000, drill_id)
    many = count()
    assert {path: (few[path], found) for path, found in many.items() if found > few[path]} == {}


def test_the_board_shows_ten_of_a_column_and_leads_to_the_rest(table: Table, stage: Stage, office: FlaskClient) -> None:
    fill(table, 100, later_drill(stage, held=False))
    page = office.get("/improvement").text
    assert page.count('<article class="kan') == 5 * 10
    assert 'href="/improvement/proposals?state=submitted"' in page
    assert "このほか、採択しなかった提案と統合した提案が12件あります" in text_of(page)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 100),
        ("state=submitted", 13),
        ("state=doing", 26),
        ("state=left", 12),
        ("source=drill", 15),
        ("show=overdue", 26),
        ("show=mine", 0),
        ("q=P2026-007", 1),
        ("q=%E6%8F%90%E6%A1%88+99", 1),
        ("q=%25", 0),
        ("year=2026", 100),
        ("year=2025", 0),
        ("state=nonsense&source=nonsense&show=nonsense&year=nonsense", 100),
    ],
)
def test_the_list_is_narrowed_by_the_database(
    table: Table, stage: Stage, office: FlaskClient, query: str, count: int
) -> None:
    fill(table, 100, later_drill(stage, held=False))
    page = office.get(f"/improvement/proposals?{query}").text
    assert f"<p>{count}件</p>" in page
    if count == 0:
        assert "当てはまる提案はありません" in page


def test_the_list_is_cut_into_pages_that_keep_the_filter(table: Table, stage: Stage, office: FlaskClient) -> None:
    fill(table, 120, later_drill(stage, held=False))
    page = office.get("/improvement/proposals?year=2026").text
    assert "120件のうち 1〜50件" in page
    assert "year=2026&amp;page=2" in page or "year=2026&page=2" in page
    assert "120件のうち 101〜120件" in office.get("/improvement/proposals?year=2026&page=99").text


def test_what_could_come_to_a_meeting_is_cut_into_pages(table: Table, stage: Stage, office: FlaskClient) -> None:
    meeting = table.meeting()
    fill(table, 480, later_drill(stage, held=False))
    first = office.get(f"/improvement/meetings/{meeting}").text
    assert (first.count('name="proposals"'), "120件のうち 1〜50件" in first) == (50, True)
    assert office.get(f"/improvement/meetings/{meeting}?page=3").text.count('name="proposals"') == 20


def test_who_has_many_tasks_sees_how_many_and_those_due_next(
    table: Table, stage: Stage, phone: FlaskClient, office: FlaskClient
) -> None:
    fill(table, 100, later_drill(stage, held=False))
    page = text_of(phone.get("/improvement/proposals/mine").text)
    assert "あなたの担当 26件" in page
    assert "期限の近いものから20件です。" in page
    assert "あなたの担当" not in text_of(office.get("/improvement").text)


def test_the_history_of_1000_proposals_takes_the_statements_of_10(app: Flask, table: Table, stage: Stage) -> None:
    from drillhub.improvement import history

    drill_id = later_drill(stage, held=False)

    def count() -> int:
        with table.world.inside(table.org), counted_statements(app) as sent:
            history.proposals(day(0), day(0) + timedelta(days=364))
        return len(sent)

    fill(table, 10, drill_id)
    few = count()
    fill(table, 1000, drill_id)
    assert count() == few
