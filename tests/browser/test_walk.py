"""The whole first job, walked in a browser by three people: general affairs, a trainer, and an employee on a phone."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from drillhub.audit import OPERATOR
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.identity import passwords, services
from drillhub.identity.models import Person
from drillhub.identity.roles import Role
from tests.browser.reader import Reader
from tests.browser.walk import PASSWORD, ZONE, Walk
from tests.support.world import Org, World

pytestmark = pytest.mark.browser

SEED = Path(__file__).parents[2] / "seed"


@pytest.fixture
def org_with_office(world: World) -> Org:
    """A company in which only general affairs is entered, under her number in the staff file."""
    org = world.organisation("aoba", "株式会社青葉精工")
    with world.changing(org):
        sato = Person(employee_number="0012", family_name="佐藤", given_name="美咲")
        services.add_person(sato, roles=frozenset({Role.GENERAL_AFFAIRS}), by=OPERATOR, at=clock.now())
        services.set_password(sato, passwords.make_hash(PASSWORD), by=OPERATOR, at=clock.now())
    return org


@pytest.fixture
def walk(four_ways: Walk, org_with_office: Org) -> Walk:
    return four_ways.through(org_with_office)


def test_x1_the_first_job_from_the_staff_file_to_the_approved_report(walk: Walk, world: World) -> None:
    office = walk.reader("general affairs")
    enter_the_company(walk, office)
    trainer = let_the_trainer_in(walk, office)
    drill = plan_the_exercise(walk, trainer)
    run_and_record(walk, world, trainer, drill)
    report(walk, office)
    approve(walk, world)
    assert walk.complaints == []


def enter_the_company(walk: Walk, office: Reader) -> None:
    """Sign in, take over staff file and plan."""
    office.open("/sign-in")
    office.look("sign-in")
    walk.sign_in(office, "0012")
    office.look("home-empty")
    office.open("/people/imports/new")
    office.look("staff-upload")
    office.page.set_input_files("input[type=file]", SEED / "demo" / "staff.csv")
    office.press("main form[enctype] button[type=submit]")
    office.look("staff-preview")
    office.press("button[form=application]")
    office.look("staff-done")
    office.open("/people")
    office.look("people")
    office.open("/plan")
    office.look("plan-empty")
    office.open("/plan/imports/new")
    office.look("plan-upload")
    office.page.set_input_files("input[type=file]", SEED / "plans" / "aoba_seiko.yaml")
    office.press("main form[enctype] button[type=submit]")
    office.look("plan-preview")
    office.press("main form[action$='/application'] button[type=submit]")
    office.look("plan")
    office.open("/plan/edit")
    office.look("plan-edit")
    office.open("/plan/commitments/1")
    office.look("commitment")


def let_the_trainer_in(walk: Walk, office: Reader) -> Reader:
    """Give 田中 the role of trainer and a paper slip; he activates his account with it."""
    office.open("/people?q=0018")
    office.press("main table tbody th a")
    office.page.check("input[name=roles][value=trainer]")
    office.press("form[action$='/roles'] button[type=submit]")
    office.look("person")
    office.press("form[action$='/invitation-slip'] button[type=submit]")
    office.look("slip")
    token = re.search(r"/activate/([\w-]+)", office.page.content())
    assert token is not None
    trainer = walk.reader("trainer")
    trainer.open(f"/activate/{token[1]}")
    trainer.look("activation")
    trainer.page.fill("#password", PASSWORD)
    trainer.press("main form button[type=submit]")
    walk.read(trainer)
    return trainer


def plan_the_exercise(walk: Walk, trainer: Reader) -> int:
    trainer.open("/scenarios")
    trainer.look("scenarios-empty")
    trainer.press("form[action$='/scenarios/library'] button[type=submit]")
    trainer.look("scenarios")
    trainer.press("main table tbody th a")
    trainer.look("scenario")
    trainer.open("/drills/new")
    trainer.look("choose-scenario")
    row = trainer.page.locator("main table tbody tr", has_text="南海トラフ" if walk.language == "ja" else "Nankai")
    with trainer.page.expect_navigation():
        row.locator("a[href^='/drills/new/']").click()
    trainer.page.fill("#local_date", (clock.today(ZONE) + timedelta(days=0)).isoformat())
    trainer.page.fill("#local_time", "13:30")
    trainer.look("new-drill")
    trainer.press("main form button[type=submit]")
    drill = trainer.number_in_address(r"/drills/(\d+)")
    for number in ("0101", "0040"):
        trainer.open(f"/drills/{drill}/participants?q={number}")
        trainer.page.check("input[name=people]")
        trainer.press("main form[method=post].stack button[type=submit]")
    trainer.look("participants")
    part = trainer.page.locator("main table tbody tr", has_text="石田").locator("a[href*='/participants/']").first
    with trainer.page.expect_navigation():
        part.click()
    trainer.page.check("input[name=roles] >> nth=0")
    trainer.look("participant")
    trainer.press("main form button[type=submit]")
    trainer.open(f"/drills/{drill}")
    trainer.look("drill")
    trainer.press("form[action$='/invitations'] button[type=submit]")
    return drill


def run_and_record(walk: Walk, world: World, trainer: Reader, drill: int) -> None:
    employee = walk.reader("employee")
    employee.open(walk.mailed_link(world, "ishida", "/follow/"))
    employee.look("follow-waiting")
    trainer.open(f"/drills/{drill}/start")
    trainer.look("start")
    trainer.press("form[action$='/runs'] button[type=submit]")
    trainer.look("console-open")
    run = trainer.number_in_address(r"/runs/(\d+)")
    # The phone notices by itself that the console was opened, that it starts, and each inject.
    employee.page.wait_for_selector("form[action$='/joined']")
    employee.page.locator("form[action$='/joined'] button").click()
    trainer.page.locator("form[action$='/start'] button").click()
    trainer.page.locator("form[action$='/injects/1/release'] button").click()
    employee.page.wait_for_selector(".inject")
    employee.page.fill("textarea[name=text]", "机の下に入り、揺れがおさまるのを待つ")
    employee.page.locator("form[action$='/notes'] button").click()
    trainer.page.wait_for_selector("text=机の下に入り")
    employee.look("follow")
    trainer.page.fill("#text", "声をかけ合っていた")
    trainer.page.locator("button[name=kind][value=good]").click()
    trainer.page.wait_for_selector("li >> text=声をかけ合っていた")
    trainer.page.locator("form[action$='/tasks/T1/done'] button").last.click()
    trainer.page.wait_for_selector("form[action$='/tasks/T1/reopen']")
    trainer.look("console-running")
    trainer.page.locator("details[data-keep=end] summary").click()
    trainer.page.locator("form[action$='/end'] button").click()
    trainer.page.wait_for_selector(f"a[href='/runs/{run}/evaluation']")
    trainer.look("console-ended")
    employee.page.wait_for_selector("form[action$='/notes']", state="hidden")
    employee.look("follow-over")
    evaluate(trainer, run)


def evaluate(trainer: Reader, run: int) -> None:
    page = trainer.page
    trainer.open(f"/runs/{run}/evaluation")
    trainer.look("evaluation")
    for choice in page.locator("select[name^=attendance-]").all():
        choice.select_option("attended")
    trainer.press("form[action$='/attendance'] button[type=submit]")
    for choice in page.locator("input[name^=rating-][value=P]").all():
        choice.check()
    trainer.press("form[action$='/ratings'] button[type=submit]")
    page.fill("form[action$='/findings'] textarea[name=text]", "来訪者の名簿がない")
    trainer.press("form[action$='/findings'] button[type=submit]")
    trainer.look("evaluation-done")
    trainer.press(f"form[action$='/runs/{run}/record'] button[type=submit]")
    trainer.look("record")
    trainer.open("/drills")
    trainer.look("drills")


def report(walk: Walk, office: Reader) -> None:
    """The annual report of this fiscal year: gaps, preview, a figure opened to its rows."""
    office.open("/")
    office.look("home")
    office.open("/outbox")
    office.look("outbox")
    office.open("/reports")
    office.look("reports")
    office.press("main table tbody th a")
    office.look("report")
    office.page.fill("#prepared_by", "佐藤 美咲")
    office.page.fill("#comment", "初めての机上演習を行った。")
    office.press("form[action$='/notes'] button[type=submit]")
    with office.page.expect_download() as downloading:
        office.page.locator("button[name=format][value=pdf]").click()
    assert Path(downloading.value.path()).read_bytes().startswith(b"%PDF")
    office.open_chapter("F")
    office.press("a[href*='/figures/K01']")
    office.look("figure")
    office.press("main table tbody th a")
    office.look("figure-record")


def approve(walk: Walk, world: World) -> None:
    """The president approves; what he approved stays as it is, and the year says when the records went on."""
    with world.changing(walk.org):
        president = db.session.scalars(select(Person).where(Person.employee_number == "0001")).one()
        services.set_roles(president, frozenset({Role.APPROVER}), by=OPERATOR, at=clock.now())
        services.set_password(president, passwords.make_hash(PASSWORD), by=OPERATOR, at=clock.now())
    approver = walk.reader("approver")
    walk.sign_in(approver, "0001")
    approver.open("/reports")
    approver.press("main table tbody th a")
    approver.look("report-to-approve")
    approver.press("form[action$='/approval'] button[type=submit]")
    approver.look("edition")
    office = walk.readers[0]
    office.open("/reports")
    office.press("main table tbody th a")
    office.look("report-approved")
    office.page.fill("#comment", "初めての机上演習を行った。来年度は夜間の訓練を加える。")
    office.press("form[action$='/notes'] button[type=submit]")
    office.look("report-changed-since")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_x1_every_component_passes_axe(chromium: Browser, address: str, width: int, scheme: str) -> None:
    context = chromium.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    reader = Reader(context, address, f"components-{scheme}", "developer", width)
    reader.open("/components")
    reader.look(f"components-{width}")
    reader.leave()
    assert reader.complaints == []
