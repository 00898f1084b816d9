"""Speed, as ratios to a bare Flask app measured in the same run.

    make bench                                  on SQLite
    TEST_DATABASE_URL=postgresql://… make bench on PostgreSQL

Times depend on the machine; how many times the work of a bare "hello" (a page without a database) or a bare "insert"
(one row, committed on the same database) an action costs does not, so that is what is worth comparing between two
days. One organisation with PEOPLE people, all invited to a drill that is being run; then reports over three years of
as many people; then the pages of a company of LARGE people with 50,000 answers of quizzes (B1).
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

import flask_migrate
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, func, select, text

from drillhub.app import create_app
from drillhub.config import Config
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.drills.models import Run
from drillhub.identity.roles import Role
from drillhub.learning.models import AttemptAnswer, QuizAssignment
from drillhub.planning.models import Plan
from drillhub.reporting import annual, editions, exports, periods, report_types
from drillhub.reporting.exports import ExportFormat
from tests.conftest import SECRET
from tests.support import databases
from tests.support.databases import TestDatabase
from tests.support.world import World
from tests.web.stocked import Stocked, crowd, stock
from tools import three_years

PEOPLE = 1000
LARGE, AT_DRILL = 10_000, 300
SECONDS = 1.5  # of measuring for each line
LEAST = 5  # measurements of what takes longer than that


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = _database(Path(folder))
        app = _app(database, Path(folder))
        world = World(app)
        stocked = stock(world)
        crowd(world, stocked, up_to=PEOPLE)
        _know_the_rows(database)
        bare = _bare(app, database).test_client()
        kind = "PostgreSQL" if database.on_postgresql else "SQLite"
        print(f"{kind}, {PEOPLE} people; median of at least {LEAST} measurements\n")
        hello = _median(lambda: bare.get("/hello"))
        insert = _median(lambda: bare.post("/insert"))
        print(f"{'bare hello':<44}{hello * 1000:>10.2f} ms")
        print(f"{'bare insert':<44}{insert * 1000:>10.2f} ms\n")
        for name, action in _reading(world, stocked).items():
            _line(name, _median(action), hello, "hello")
        for name, action in _writing(world, stocked).items():
            _line(name, _median(action), insert, "insert")
        print()
        for name, seconds in _three_years(world, database).items():
            print(f"{name:<44}{seconds:>10.2f} s, 3 years")
        print(f"\n{LARGE} people, {AT_DRILL} at each drill; 95 of 100 answers take at most\n")
        for name, action in _large(world, database).items():
            _line(name, _p95(action), hello, "hello")
        with app.app_context():
            db.engine.dispose()
        if database.on_postgresql:
            databases.drop_on_postgresql(database)


def _database(folder: Path) -> TestDatabase:
    return databases.on_postgresql("bench") if os.environ.get("TEST_DATABASE_URL") else databases.on_sqlite(folder)


def _app(database: TestDatabase, folder: Path) -> Flask:
    env = {"DRILLHUB_SECRET_KEY": SECRET, "DRILLHUB_DATABASE_URL": database.url, "DRILLHUB_DEVELOPMENT": "1"}
    if database.owner_url:
        env["DRILLHUB_OWNER_DATABASE_URL"] = database.owner_url
    app = create_app(Config.from_env(env, root=folder))
    app.config.update(WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    with app.app_context():
        flask_migrate.upgrade()
    return app


def _know_the_rows(database: TestDatabase) -> None:
    """What PostgreSQL's autovacuum does within a minute: without it the planner takes new tables for empty ones."""
    if database.owner_url:
        with create_engine(database.owner_url, isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("ANALYZE"))


def _bare(app: Flask, database: TestDatabase) -> Flask:
    """The least that an answer and a stored row can cost: no sign-in, no template, no rule."""
    with app.app_context():
        engine = db.engine
        owner = engine
        if database.owner_url:
            owner = create_engine(database.owner_url)
        with owner.begin() as connection:
            serial = "serial" if database.on_postgresql else "integer"
            connection.execute(text(f"CREATE TABLE bench (id {serial} PRIMARY KEY, word text NOT NULL)"))
            if database.on_postgresql:
                connection.execute(text(f"GRANT ALL ON bench, bench_id_seq TO {databases.APPLICATION}"))
    bare = Flask("bare")

    @bare.get("/hello")
    def hello() -> str:
        return "hello"

    @bare.post("/insert")
    def insert() -> str:
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO bench (word) VALUES (:word)"), {"word": "one row"})
        return "stored"

    return bare


def _reading(world: World, stocked: Stocked) -> dict[str, Callable[[], object]]:
    office = world.browser(stocked.members[Role.GENERAL_AFFAIRS])
    trainer = world.browser(stocked.members[Role.TRAINER])
    run = stocked.parts["run_id"]
    tag = trainer.get(f"/runs/{run}/live").headers["ETag"]
    period = periods.fiscal_year(2026, 4)

    def assembled() -> None:
        with world.inside(stocked.org):
            annual.assemble(period, language="ja", today=clock.today("Asia/Tokyo"))

    return {
        "GET /healthz": lambda: office.get("/healthz"),
        "GET / (general affairs)": lambda: office.get("/"),
        "GET /people": lambda: office.get("/people"),
        "GET /people?q=… (searching)": lambda: office.get("/people?q=新井"),
        "GET /drills": lambda: office.get("/drills"),
        "GET a drill": lambda: office.get(f"/drills/{stocked.parts['drill_id']}"),
        "GET console, nothing new (304)": lambda: trainer.get(f"/runs/{run}/live", headers={"If-None-Match": tag}),
        "GET console": lambda: trainer.get(f"/runs/{run}"),
        "GET annual report": lambda: office.get("/reports/annual/2026"),
        "annual report, assembled": assembled,
    }


def _writing(world: World, stocked: Stocked) -> dict[str, Callable[[], object]]:
    trainer = world.browser(stocked.members[Role.TRAINER])
    run = stocked.parts["run_id"]

    def note() -> None:
        fields = {"_key": str(uuid4()), "event_id": str(uuid4()), "text": "第一報を確認した", "kind": "good"}
        answer = trainer.post(f"/runs/{run}/notes", data=fields, headers={"Accept": "application/json"})
        if answer.status_code != 200:
            raise SystemExit(f"A note was not taken: {answer.status}")

    return {
        "POST a note on the console": note,
        "PUT an answer of a quiz": _answer(world, stocked),
    }


def _answer(world: World, stocked: Stocked) -> Callable[[], object]:
    employee = world.browser(stocked.members[Role.EMPLOYEE])
    address = "/learning/mine/{enrollment_id}/attempts/{attempt_id}/answers/1".format(**stocked.parts)
    rev = 1  # the stocked answer

    def answer() -> None:
        nonlocal rev
        sent = {"event_id": str(uuid4()), "base_rev": rev, "response": "ab"[rev % 2]}
        told = employee.put(address, json=sent)
        if told.status_code != 200:
            raise SystemExit(f"An answer was not taken: {told.status}")
        rev = told.get_json()["rev"]

    return answer


def _three_years(world: World, database: TestDatabase) -> dict[str, float]:
    """Seconds for reports over three fiscal years of a company of PEOPLE people, once each."""
    org = three_years.build(world, PEOPLE)
    _know_the_rows(database)
    last = three_years.FIRST_YEAR + three_years.YEARS - 1
    year = periods.fiscal_year(last, 4)
    plan = periods.plan_period(date(three_years.FIRST_YEAR, 4, 1), year.last_day)
    today = year.last_day + timedelta(days=10)
    times: dict[str, float] = {}
    for kind, period in ((report_types.ANNUAL, year), (report_types.RENEWAL, plan)):
        began = time.perf_counter()
        with world.inside(org):
            frozen = editions.draft(kind, period, language="ja", today=today)
        times[f"{kind.name}: assembled"] = time.perf_counter() - began
        for wanted in (ExportFormat.XLSX, ExportFormat.PDF):
            began = time.perf_counter()
            exports.export(frozen, wanted)
            times[f"{kind.name}: {wanted}"] = time.perf_counter() - began
    return times


def _large(world: World, database: TestDatabase) -> dict[str, Callable[[], object]]:
    """Pages of a company of LARGE people after three years."""
    org = three_years.build(world, LARGE, at_drill=AT_DRILL)
    _know_the_rows(database)
    office, trainer, employee = (
        world.browser(world.person(org, f"{role.value} 一郎", role, number=f"B{role.value}"))
        for role in (Role.GENERAL_AFFAIRS, Role.TRAINER, Role.EMPLOYEE)
    )
    with world.inside(org):
        run_id, drill_id = db.session.execute(select(Run.id, Run.drill_id).order_by(Run.id).limit(1)).one()
        assignment_id = db.session.scalar(select(func.max(QuizAssignment.id)))
        plan_id = db.session.scalar(select(func.max(Plan.id)))
        answers = db.session.scalar(select(func.count(AttemptAnswer.id)))
    print(f"{'answers of quizzes':<44}{answers:>10}")
    year = three_years.FIRST_YEAR + three_years.YEARS - 1
    asked = {
        "GET / (employee)": (employee, "/"),
        "GET / (general affairs)": (office, "/"),
        "GET /people": (office, "/people"),
        "GET /people?q=… (searching)": (office, "/people?q=新井 77"),
        "GET /dashboard": (office, "/dashboard"),
        "GET a drill": (trainer, f"/drills/{drill_id}"),
        "GET its participants": (trainer, f"/drills/{drill_id}/participants"),
        "GET its evaluation": (trainer, f"/runs/{run_id}/evaluation"),
        "GET its roll call": (trainer, f"/runs/{run_id}/headcount"),
        "GET its record": (trainer, f"/drills/{drill_id}/record"),
        "GET who took a quiz": (trainer, f"/learning/assignments/{assignment_id}"),
        "GET /improvement": (office, "/improvement"),
        "GET annual report": (office, f"/reports/annual/{year}"),
        "GET status report": (office, f"/reports/status/{plan_id}"),
        "GET improvement history": (office, f"/reports/renewal/{plan_id}"),
    }
    return {name: partial(_shown, browser, path) for name, (browser, path) in asked.items()}


def _shown(browser: FlaskClient, path: str) -> None:
    answer = browser.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} was not shown: {answer.status}")


def _p95(action: Callable[[], object]) -> float:
    """Seconds that 95 of 100 calls take at most, after one call that fills caches."""
    return statistics.quantiles(_times(action), n=20, method="inclusive")[-1]


def _median(action: Callable[[], object]) -> float:
    """Seconds of one action: the median, after one call that fills caches."""
    return statistics.median(_times(action))


def _times(action: Callable[[], object]) -> list[float]:
    action()
    times: list[float] = []
    until = time.perf_counter() + SECONDS
    while len(times) < LEAST or time.perf_counter() < until:
        began = time.perf_counter()
        action()
        times.append(time.perf_counter() - began)
    return times


def _line(name: str, seconds: float, unit: float, unit_name: str) -> None:
    print(f"{name:<44}{seconds * 1000:>10.2f} ms {seconds / unit:>8.1f} × {unit_name}")


if __name__ == "__main__":
    main()
