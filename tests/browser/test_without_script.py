"""X6: what an employee is asked to do works in a browser that runs no script."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from drillhub.core import clock
from drillhub.core.database import db
from drillhub.drills.events import InjectReleased, Started
from drillhub.drills.models import RunEventRow
from drillhub.identity import links
from drillhub.identity.models import LinkPurpose
from drillhub.improvement.models import ImprovementProposal
from drillhub.learning.models import Attempt
from tests.browser.pages import Pages
from tests.drills.stage import SMALL_FIRE, Stage
from tests.learning.build import RIGHT
from tests.learning.stage import Classroom
from tests.support.world import Member, Org, World
from tests.web.learning.conftest import taker_of

pytestmark = pytest.mark.browser

DECISION = "机の下に入り、揺れがおさまるのを待つ"


def link_for(world: World, member: Member, purpose: LinkPurpose, subject_id: int) -> str:
    with world.changing(member.org):
        tomorrow = clock.now() + timedelta(days=1)
        return links.issue(purpose, member.id, expires_at=tomorrow, at=clock.now(), subject_id=subject_id).token


def phone(pages: Pages, member: Member | None = None) -> Page:
    return pages.of(member, width=390, java_script_enabled=False)


def press(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name).first.click()


@pytest.mark.parametrize("by_link", [True, False], ids=["by the personal link", "signed in"])
def test_x6_a_player_follows_an_exercise_and_decides(
    world: World, org: Org, trainer: Member, pages: Pages, by_link: bool
) -> None:
    stage = Stage.set_up(world, org, trainer)
    drill, ito = stage.drill(), stage.players[0]
    token = link_for(world, ito, LinkPurpose.DRILL_PARTICIPATION, drill)
    page = phone(pages, None if by_link else ito)

    page.goto(f"/follow/{token}" if by_link else f"/drills/{drill}/follow")
    expect(page.locator("main")).to_contain_text("小さな地震の机上演習")
    run = stage.launched(drill)
    page.reload()
    press(page, "参加していることを伝える")
    expect(page.locator("main")).to_contain_text("まもなく始まります")

    stage.add(run, Started(), 0)
    stage.add(run, InjectReleased(1), 0)
    page.get_by_role("link", name="最新にする").click()
    expect(page.locator(".inject")).to_contain_text("まだ決定を出していません")
    page.get_by_label("あなたはどうしますか").fill(DECISION)
    press(page, "決定として出す")
    expect(page.locator(".inject .saved")).to_contain_text(
        re.compile(r"\d\d:\d\d 保存済み。あなたの決定「机の下に入り")
    )
    press(page, re.compile("「できた」にする"))
    expect(page.locator("[data-live-part=tasks]")).not_to_contain_text("できた")
    with world.inside(org):
        kinds = db.session.scalars(select(RunEventRow.kind).order_by(RunEventRow.seq)).all()
    assert kinds[-3:] == ["inject_released", "decision_noted", "task_done"]


def test_x6_an_empty_decision_is_refused_in_words_and_nothing_is_lost(
    world: World, org: Org, trainer: Member, pages: Pages
) -> None:
    stage = Stage.set_up(world, org, trainer)
    stage.running()
    with world.inside(org):
        drill = stage.run(1).drill_id
    page = phone(pages, stage.players[0])
    page.goto(f"/drills/{drill}/follow")
    press(page, "決定として出す")
    expect(page.get_by_role("alert")).to_contain_text("入力してください")
    assert page.title().startswith("エラー")


def test_x6_a_roll_is_called_at_the_assembly_point(world: World, org: Org, trainer: Member, pages: Pages) -> None:
    stage = Stage.set_up(world, org, trainer, SMALL_FIRE)
    run = stage.alarm()
    page = phone(pages, trainer)
    page.goto(f"/runs/{run}/headcount")
    page.locator("button.roll-who").first.click()
    expect(page.locator(".mark-present").first).to_be_visible()
    with world.inside(org):
        assert db.session.scalars(select(RunEventRow).where(RunEventRow.kind == "headcount_marked")).all()


def test_x6_a_quiz_is_taken_and_handed_in(world: World, org: Org, trainer: Member, pages: Pages) -> None:
    room = Classroom.set_up(world, org, trainer)
    page = phone(pages)
    page.goto(taker_of(world, room, "by link").cover)
    press(page, "はじめる")
    expect(page.locator("[data-all-saved]")).to_contain_text("まだ回答は送信されていません")

    for position, right in enumerate(RIGHT, start=1):
        question = page.locator(f"#q-{position}")
        if position == 5:
            for place, item in enumerate(right, start=1):
                question.locator(f"select[data-item={item}]").select_option(str(place))
        elif question.locator("input.input").count():
            question.locator("input.input").fill(str(right))
        else:
            for value in right if isinstance(right, list) else [str(right).lower()]:
                question.locator(f"input[value='{value}']").check()
    press(page, "保存する")
    expect(page.locator("[data-all-saved]")).to_contain_text("すべて保存済み")
    press(page, "提出する")
    expect(page.get_by_role("heading", name="提出を受け付けました")).to_be_visible()
    with world.inside(org):
        attempt = db.session.scalars(select(Attempt)).one()
        assert attempt.submitted_at is not None


def test_x6_an_improvement_is_proposed(world: World, employee: Member, pages: Pages) -> None:
    page = phone(pages, employee)
    page.goto("/")
    page.goto("/improvement/proposals/new")
    page.locator("#title").fill("塗装室に回転灯を付ける")
    for field in page.locator("main textarea").all():
        field.fill("警報が聞こえなかった。")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("塗装室に回転灯を付ける")
    with world.inside(employee.org):
        assert db.session.scalars(select(ImprovementProposal.title)).all() == ["塗装室に回転灯を付ける"]


def test_x6_language_and_sign_out_work_from_the_menu(employee: Member, pages: Pages) -> None:
    page = phone(pages, employee)
    page.goto("/menu")
    page.locator("main button[name=language][value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("main form[action='/sign-out'] button").click()
    expect(page).to_have_url(re.compile("/sign-in$"))
