"""The whole circle, walked in a browser by four people: a drill, what was learned, the decision, what was done, the
later drill that shows it, the quiz, and the reports in which all of it stands."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from drillhub.audit import OPERATOR
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.identity import passwords, services
from drillhub.identity.models import Department, Person, Site
from drillhub.identity.roles import Role
from drillhub.improvement import carrying_out, meetings, proposals
from drillhub.improvement.decisions import Decision
from drillhub.improvement.life_cycle import DecisionResult
from drillhub.improvement.meetings import MeetingPlan
from drillhub.improvement.wording import Origin, Wording
from drillhub.planning import plans
from drillhub.planning.plan_file import read_plan
from drillhub.scenarios.services import load_library
from tests.browser.reader import Reader
from tests.browser.walk import PASSWORD, ZONE, Walk
from tests.drills.stage import actor
from tests.support.world import Member, Org, World

pytestmark = pytest.mark.browser

PLAN = Path(__file__).parents[2] / "seed" / "plans" / "aoba_seiko.yaml"
LIGHT = Wording(
    "塗装室に回転灯を付ける", "ベルが聞こえない。", "ベルと連動する回転灯を付ける。", "全員が1分以内に気付く"
)


@dataclass(frozen=True)
class Company:
    """people: by role of the walk. light: a proposal that was carried out five days ago and waits for a drill."""

    org: Org
    people: dict[str, Member]
    light: int


@pytest.fixture
def company(world: World) -> Company:
    org = world.organisation("aoba", "株式会社青葉精工")
    people = {
        "trainer": world.person(org, "田中 健一", Role.TRAINER, number="0018"),
        "general affairs": world.person(org, "佐藤 美咲", Role.GENERAL_AFFAIRS, number="0012"),
        "approver": world.person(org, "青葉 隆志", Role.APPROVER, number="0001"),
        "employee": world.person(org, "石田 亮", number="0101", email="ishida@aoba.example"),
    }
    others = [
        world.person(org, f"{name} 一", number=f"02{number:02d}") for number, name in enumerate(("岡本", "小川", "森"))
    ]
    with world.changing(org):
        site, department = (
            Site(name="第一工場", assembly_point="南側の広場"),
            Department(name="製造一課", path="製造一課"),
        )
        db.session.add_all([site, department])
        db.session.flush()
        for member in (*people.values(), *others):
            person = db.session.get_one(Person, member.id)
            person.site_id, person.department_id = site.id, department.id
        for member in people.values():
            person = db.session.get_one(Person, member.id)
            services.set_password(person, passwords.make_hash(PASSWORD), by=OPERATOR, at=clock.now())
        load_library(by=OPERATOR, at=clock.now())
        plan = read_plan(PLAN.name, PLAN.read_bytes()).content
        assert plan is not None
        plans.save(plan, by=OPERATOR, at=clock.now())
    return Company(org, people, _carried_out(world, org, people))


def _carried_out(world: World, org: Org, people: dict[str, Member]) -> int:
    """A proposal of a month ago: decided three weeks ago, carried out five days ago."""

    def on(days: int) -> tuple[date, datetime]:
        day = clock.today(ZONE) + timedelta(days=days)
        return day, clock.instant(day, 9, 0, ZONE)

    office, approver = actor(people["general affairs"]), actor(people["approver"])
    with world.changing(org):
        day, at = on(-30)
        proposal = proposals.propose(LIGHT, Origin(), today=day, by=actor(people["employee"]), at=at)
        db.session.flush()
        day, at = on(-21)
        meeting = meetings.plan_meeting(MeetingPlan("経営会議", day), by=office, at=at)
        db.session.flush()
        meetings.put_on_table(meeting.id, [proposal.id], by=office, at=at)
        due, _at = on(30)
        adopted = Decision(DecisionResult.ADOPTED, "夜勤でも気付ける。", owner_id=people["employee"].id, due_on=due)
        meetings.decide(
            meeting.id, proposal.id, adopted, version=proposal.version, today=day, address_of=str, by=approver, at=at
        )
        day, at = on(-5)
        carrying_out.implement(
            proposal.id, day, version=proposal.version, today=day, by=actor(people["employee"]), at=at
        )
        return proposal.id


@pytest.fixture
def walk(four_ways: Walk, company: Company) -> Walk:
    return four_ways.through(company.org)


def test_x1_the_whole_circle_as_four_people(walk: Walk, company: Company, world: World) -> None:
    trainer, office = signed_in(walk, "trainer", "0018"), signed_in(walk, "general affairs", "0012")
    drill = plan_the_evacuation(walk, trainer)
    name_the_drill(trainer, company.light, drill)
    phone = walk.reader("employee")
    run = call_the_roll(walk, world, trainer, phone, drill)
    evaluate(trainer, run)
    finding = propose_the_finding(trainer, office, run)
    approver = signed_in(walk, "approver", "0001")
    decide(office, approver, finding)
    carry_out(walk, finding)
    close(office, company.light)
    take_the_quiz(walk, world, trainer, phone, drill)
    read_the_reports(office, approver)
    assert walk.complaints == []


def signed_in(walk: Walk, who: str, number: str) -> Reader:
    reader = walk.reader(who)
    walk.sign_in(reader, number)
    return reader


def plan_the_evacuation(walk: Walk, trainer: Reader) -> int:
    trainer.open("/drills/new")
    row = trainer.page.locator(
        "main table tbody tr", has_text="火災避難" if walk.language == "ja" else "Fire evacuation"
    )
    with trainer.page.expect_navigation():
        row.locator("a[href^='/drills/new/']").click()
    trainer.page.fill("#local_date", clock.today(ZONE).isoformat())
    trainer.page.fill("#local_time", "10:30")
    trainer.look("circle-new-drill")
    trainer.press("main form button[type=submit]")
    drill = trainer.number_in_address(r"/drills/(\d+)")
    for number in ("0101", "0200", "0201", "0202"):
        trainer.open(f"/drills/{drill}/participants?q={number}")
        trainer.page.check("input[name=people]")
        trainer.press("main form[method=post].stack button[type=submit]")
    part = trainer.page.locator("main table tbody tr", has_text="石田").locator("a[href*='/participants/']").first
    with trainer.page.expect_navigation():
        part.click()
    trainer.page.check("input[name=roles][value=headcount_officer]")
    trainer.press("main form button[type=submit]")
    trainer.open(f"/drills/{drill}")
    trainer.press("form[action$='/invitations'] button[type=submit]")
    trainer.look("circle-drill")
    return drill


def name_the_drill(trainer: Reader, proposal: int, drill: int) -> None:
    """The drill will show the effect of what was done."""
    trainer.open(f"/improvement/proposals/{proposal}")
    trainer.look("proposal-implemented")
    trainer.page.select_option("select[name=drill_id]", str(drill))
    trainer.press("form[action$='/verification'] button[type=submit]")
    trainer.look("proposal-to-verify")


def call_the_roll(walk: Walk, world: World, trainer: Reader, phone: Reader, drill: int) -> int:
    link = walk.mailed_link(world, "ishida", "/follow/")
    trainer.open(f"/drills/{drill}/start")
    trainer.press("form[action$='/runs'] button[type=submit]")
    run = trainer.number_in_address(r"/runs/(\d+)")
    trainer.open(f"/runs/{run}/headcount/board")
    trainer.look("board-open")
    trainer.page.locator("form[action$='/board/start'] button").click()
    trainer.page.wait_for_selector("form[action$='/board/everyone-out']")
    phone.open(link)
    phone.open(f"{link}/headcount")
    phone.look("headcount")
    phone.page.locator("li button[data-tap]").first.click()
    phone.page.wait_for_selector("li.mark-present")
    phone.page.locator("details:has(input[name=company]) summary").click()
    phone.page.fill("input[name=name]", "運送会社の運転手")
    phone.page.locator("button[name=here]").click()
    phone.page.wait_for_selector("text=運送会社の運転手")
    phone.page.locator("form[action$='/everyone'] button").click()
    phone.page.wait_for_selector("form[action$='/undo']")
    phone.look("headcount-everyone")
    trainer.page.locator("form[action$='/board/everyone-out'] button").click()
    trainer.page.wait_for_selector("form[action$='/board/everyone-out/undo']")
    phone.page.locator("form[action$='/finish'] button").first.click()
    phone.page.wait_for_selector("form[action$='/reopening']")
    trainer.page.wait_for_selector("form[action$='/board/finished/undo']")
    trainer.look("board")
    trainer.page.locator("details[data-keep=end] summary").click()
    trainer.page.locator("form[action$='/board/end'] button").click()
    trainer.page.wait_for_selector("form[action$='/board/end']", state="detached")
    return run


def evaluate(trainer: Reader, run: int) -> None:
    """Attendance comes from the roll call; the effect of what was done before is written on the same sheet."""
    page = trainer.page
    trainer.open(f"/runs/{run}/evaluation")
    trainer.look("circle-evaluation")
    assert {choice.input_value() for choice in page.locator("select[name^=attendance-]").all()} == {"attended"}
    trainer.press("form[action$='/attendance'] button[type=submit] >> nth=0")
    for choice in page.locator("input[name^=rating-][value=P]").all():
        choice.check()
    trainer.press("form[action$='/ratings'] button[type=submit]")
    page.fill("form[action$='/findings'] textarea[name=text]", "放送の日本語が難しかった。")
    trainer.press("form[action$='/findings'] button[type=submit]")
    effect = page.locator("#effects form")
    effect.locator("input[value=effective]").check()
    effect.locator("textarea").fill("塗装室の全員が1分以内に動いた。")
    with page.expect_navigation():
        effect.locator("button[type=submit]").click()
    trainer.look("circle-evaluation-done")
    trainer.press(f"form[action$='/runs/{run}/record'] button[type=submit]")
    trainer.look("circle-record")


def propose_the_finding(trainer: Reader, office: Reader, run: int) -> int:
    """One press makes the finding a proposal; general affairs says what is to be done."""
    trainer.press("form[action*='/findings/'][action$='/proposal'] button")
    proposal = trainer.number_in_address(r"/improvement/proposals/(\d+)")
    office.open(f"/improvement/proposals/{proposal}")
    office.look("proposal-submitted")
    office.open(f"/improvement/proposals/{proposal}/preparation")
    office.page.fill("textarea[name=proposal]", "やさしい日本語で録音し直す。")
    office.look("proposal-preparation")
    office.press("main form button[type=submit]")
    return proposal


def decide(office: Reader, approver: Reader, proposal: int) -> None:
    office.open("/improvement/meetings/new")
    office.page.fill("#held_on", clock.today(ZONE).isoformat())
    office.look("meeting-new")
    office.press("main form button[type=submit]")
    meeting = office.page.url.removeprefix(office.address)
    office.look("meeting-empty")
    office.page.check(f"input[name=proposals][value='{proposal}']")
    office.press("form[action$='/table'] button[type=submit]")
    approver.open("/")
    approver.look("home-approver")
    approver.open(meeting)
    approver.look("meeting")
    form = "form[action$='/decision']"
    approver.press(f"{form} button[type=submit]")  # nothing chosen, no reason
    approver.look("meeting-refused")
    approver.page.check(f"{form} input[name=result][value=adopted]")
    approver.page.fill(f"{form} textarea[name=reason]", "次の訓練に間に合わせる。")
    approver.page.select_option(f"{form} select[name=owner_id]", label="石田 亮 0101")
    approver.page.fill(f"{form} input[name=due_on]", (clock.today(ZONE) + timedelta(days=30)).isoformat())
    approver.press(f"{form} button[type=submit]")
    approver.look("meeting-decided")


def carry_out(walk: Walk, proposal: int) -> None:
    """The employee carries it out, on a phone."""
    owner = signed_in(walk, "employee", "0101")
    owner.look("home-owner")
    owner.open(f"/improvement/proposals/{proposal}")
    owner.look("proposal-owner")
    owner.page.fill("input[name=implemented_on]", clock.today(ZONE).isoformat())
    owner.press("form[action$='/implementation'] button[type=submit]")
    owner.look("proposal-done")
    owner.open("/improvement")
    owner.look("improvement-own")


def close(office: Reader, proposal: int) -> None:
    """What the drill showed is closed; the chain is whole."""
    office.open(f"/improvement/proposals/{proposal}")
    office.press("form[action$='/closing'] button[type=submit]")
    office.look("proposal-closed")
    office.open("/improvement")
    office.look("improvement-board")


def take_the_quiz(walk: Walk, world: World, trainer: Reader, phone: Reader, drill: int) -> None:
    trainer.open("/learning")
    trainer.look("learning")
    trainer.open(f"/drills/{drill}")
    trainer.press("main a[href*='/learning/']")
    trainer.look("quiz-for-drill")
    trainer.press("main a[href*='/learning/quizzes/new']")
    trainer.look("quiz-new")
    trainer.press("main form button[type=submit]")
    trainer.look("quiz-draft")
    trainer.press("form[action$='/publication'] button[type=submit]")
    quiz = trainer.number_in_address(r"/learning/quizzes/(\d+)")
    trainer.open(f"/learning/quizzes/{quiz}/assignments/new?audience=drill")
    trainer.page.select_option("select[name=drill]", str(drill))
    trainer.page.fill("input[name=due_on]", (clock.today(ZONE) + timedelta(days=14)).isoformat())
    trainer.press("main form:has(select[name=drill]) button[type=submit]")
    trainer.look("quiz-assign")
    trainer.press("main form:has(input[name=count]) button[type=submit]")
    trainer.look("quiz-progress")
    phone.open(walk.mailed_link(world, "ishida", "/q/"))
    phone.look("quiz-cover")
    phone.press("form[action$='/attempts'] button[type=submit]")
    for choices in phone.page.locator("section.q").all():
        if choices.locator("input[type=radio]").count():
            choices.locator("input[type=radio]").first.check()
    phone.page.wait_for_timeout(1500)
    phone.look("quiz-sitting")
    phone.page.locator("button[formaction$='/submission']").last.click()
    confirm = phone.page.locator("button[name=confirmed]")
    confirm.wait_for()
    phone.press("button[name=confirmed]")
    phone.look("quiz-result")


def read_the_reports(office: Reader, approver: Reader) -> None:
    office.open("/")
    office.look("circle-home")
    office.open("/dashboard")
    office.look("dashboard")
    office.open("/reports")
    office.look("circle-reports")
    office.press("main table tbody th a")
    office.look("circle-annual")
    for kind in ("status", "renewal"):
        office.open("/reports")
        office.press(f"main a[href*='/reports/{kind}/']")
        office.look(kind)
        with office.page.expect_download() as downloading:
            office.page.locator("button[name=format][value=pdf]").first.click()
        assert Path(downloading.value.path()).read_bytes().startswith(b"%PDF")
    approver.open("/reports")
    approver.press("main a[href*='/reports/renewal/']")
    approver.press("form[action$='/approval'] button[type=submit]")
    approver.look("renewal-edition")
