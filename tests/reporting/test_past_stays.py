"""Reports of the past: a drill belongs to one fiscal year, and keeps the names of its day."""

from datetime import UTC, date, datetime, time
from uuid import uuid4

import pytest

from drillhub.audit import Actor
from drillhub.core import clock
from drillhub.drills import runs
from drillhub.drills.events import Ended, InjectReleased, NewEvent, Started
from drillhub.reporting import annual, editions
from drillhub.reporting.annual_values import AnnualReport
from drillhub.reporting.exports import ExportFormat, export
from drillhub.reporting.periods import fiscal_year
from drillhub.reporting.report_types import ANNUAL
from tests.drills.aftermath import CHANGES, Change
from tests.drills.stage import Stage
from tests.reporting.conftest import PERIOD, TODAY


def report_of(stage: Stage, year: int, *, today: date = TODAY) -> AnnualReport:
    with stage.world.inside(stage.org):
        return annual.assemble(fiscal_year(year, 4), language="ja", today=today)


# --- One fiscal year --------------------------------------------------------------------------------------------


@pytest.fixture
def over_midnight(stage: Stage) -> Stage:
    """Planned for 31 March 2026 23:50, begun on time, over at 00:20 of the new fiscal year, recorded in April."""
    when = stage.appointment(local_date=date(2026, 3, 31), local_time=time(23, 50), duration_min=30)
    drill = stage.drill(title="年度をまたぐ訓練", appointment=when)
    run = stage.launched(drill)
    begun = datetime(2026, 3, 31, 14, 50, tzinfo=UTC)
    over = datetime(2026, 3, 31, 15, 20, tzinfo=UTC)
    with stage.world.changing(stage.org):
        for action, moment in ((Started(), begun), (InjectReleased(1), begun), (Ended(), over)):
            runs.append_event(run, NewEvent(uuid4(), action), by=stage.by, at=moment)
    stage.evaluate(run)
    stage.close(run)
    return stage


def test_dt5_a_drill_over_midnight_of_the_last_day_belongs_to_the_year_of_its_start(over_midnight: Stage) -> None:
    old, new = report_of(over_midnight, 2025), report_of(over_midnight, 2026)

    assert [(drill.title, drill.held_on, drill.ended_on) for drill in old.drills.held] == [
        ("年度をまたぐ訓練", date(2026, 3, 31), date(2026, 4, 1))
    ]
    assert new.drills.held == ()


def test_dt5_every_figure_counts_it_in_one_of_the_two_years_and_never_in_both(over_midnight: Stage) -> None:
    old, new = report_of(over_midnight, 2025), report_of(over_midnight, 2026)

    for code in ("K01", "K02", "K04", "K12"):
        rows = [{(row.kind, row.id) for row in report.figure(code).rows} for report in (old, new)]
        assert len(rows[0]) == 1, code
        assert rows[1] == set(), code
    assert (old.figure("K01").value, new.figure("K01").value) == (1, 0)


def test_dt5_seen_from_the_new_year_it_is_last_years(over_midnight: Stage) -> None:
    new = report_of(over_midnight, 2026)

    assert new.figure("K01").previous is not None
    assert new.figure("K01").previous.value == 1


# --- The names of the day ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", CHANGES)
def test_dt57_dt58_an_approved_report_keeps_its_bytes_and_a_draft_its_drills(
    year: Stage, approver, change: Change
) -> None:
    drills = report_of(year, 2026).drills.held
    with year.world.changing(year.org):
        seen = editions.draft(ANNUAL, PERIOD, language="ja", today=TODAY).digest
        by = Actor(approver.id, approver.name, "session")
        editions.approve(ANNUAL, PERIOD, language="ja", seen=seen, reason="", today=TODAY, by=by, at=clock.now())
    before = files(year)

    with year.world.changing(year.org):
        change(year)

    assert files(year) == before
    assert report_of(year, 2026).drills.held == drills


def files(stage: Stage) -> dict[ExportFormat, bytes]:
    with stage.world.inside(stage.org):
        edition = editions.edition(ANNUAL, PERIOD, 1)
        return {each: export(edition, each).data for each in (ExportFormat.JSON, ExportFormat.PDF, ExportFormat.XLSX)}
