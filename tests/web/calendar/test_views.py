"""The calendar at its pages: the year, a month, the list, and what narrows them."""

from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from drillhub.calendar import company_calendar, slots
from drillhub.calendar.slots import NewSlot
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.drills import schedule
from drillhub.drills.life_cycle import DrillStatus
from drillhub.identity.models import Site
from drillhub.vocabulary import DrillType
from tests.drills.stage import Stage
from tests.support.rows import counted_statements
from tests.support.world import Member, Org, World

TODAY = "2026-04-20 09:00:00+09:00"


@pytest.fixture
def stage(world: World, org: Org, trainer: Member) -> Stage:
    return Stage.set_up(world, org, trainer)


@pytest.fixture
def desk(world: World, trainer: Member):
    with time_machine.travel(TODAY, tick=False):
        yield world.browser(trainer)


def on(stage: Stage, day: date, **more: object) -> int:
    return stage.drill(appointment=stage.appointment(local_date=day), **more)


def leave(stage: Stage, drill_id: int, status: DrillStatus) -> None:
    with stage.world.changing(stage.org):
        schedule.change_status(drill_id, status, reason="会議室が使えない", by=stage.by, at=clock.now())


def test_the_year_begins_with_the_month_of_the_company(stage: Stage, desk: FlaskClient) -> None:
    on(stage, date(2026, 4, 24))
    on(stage, date(2027, 3, 31), title="年度末の演習")
    on(stage, date(2027, 4, 1), title="次の年度の演習")

    page = desk.get("/calendar").text

    assert "2026年4月1日(水)から2027年3月31日(水)まで" in page
    assert "年度末の演習" in page
    assert "次の年度の演習" not in page
    assert "次の年度の演習" in desk.get("/calendar?year=2027").text


def test_x4_what_did_not_take_place_stays_with_shape_and_word(stage: Stage, desk: FlaskClient) -> None:
    for status in (DrillStatus.CANCELLED, DrillStatus.POSTPONED, DrillStatus.MISSED):
        leave(stage, on(stage, date(2026, 4, 24), title=f"{status.value} の演習"), status)
    on(stage, date(2026, 4, 10), title="忘れられた演習")

    for address in ("/calendar", "/calendar/month?month=2026-04", "/calendar/list"):
        page = desk.get(address).text
        for kind, word in (("none", "中止"), ("late", "延期"), ("todo", "未実施"), ("late", "日を過ぎています")):
            assert f'<span class="status status-{kind}">{word}</span>' in page, (address, word)
        assert "会議室が使えない" in page


def test_a_month_begins_on_monday_and_names_the_holidays(stage: Stage, org: Org, desk: FlaskClient) -> None:
    with stage.world.changing(org):
        day = date(2026, 5, 7)
        company_calendar.add_holidays(day, day, "創立記念日", by=stage.by, at=clock.now())
        company_calendar.set_busy_month(5, "納期が重なる", by=stage.by, at=clock.now())
    on(stage, date(2026, 5, 14))

    page = desk.get("/calendar/month?month=2026-05").text

    head = page.index("<thead>")
    assert page.index("月曜日", head) < page.index("日曜日", head)
    for words in ("祝日 みどりの日", "祝日 振替休日", "会社の休日 創立記念日", "納期が重なる", "12:00 本社"):
        assert words in page


def test_years_whose_holidays_nobody_knows_are_named(desk: FlaskClient, stage: Stage) -> None:
    assert "2031年の国民の祝日は分かっていません" in desk.get("/calendar/month?month=2031-05").text
    assert "2031年の国民の祝日は分かっていません" in desk.get("/calendar?year=2030").text
    assert "分かっていません" not in desk.get("/calendar").text


def test_the_views_are_narrowed_by_site_type_and_person_and_keep_it(
    world: World, stage: Stage, desk: FlaskClient, general_affairs: Member
) -> None:
    on(stage, date(2026, 4, 24), title="本社の机上演習")
    with world.changing(stage.org):
        other = Site(name="第二工場")
        db.session.add(other)
        db.session.flush()
        site_id = other.id
    on(stage, date(2026, 4, 25), title="第二工場の復旧訓練", site_id=site_id, drill_type=DrillType.RESTORE_DRILL)
    theirs = stage.appointment(local_date=date(2026, 4, 27), facilitator_id=general_affairs.id)
    stage.drill(appointment=theirs, title="佐藤の演習")

    for narrowed, shown in (
        (f"site={site_id}", {"第二工場の復旧訓練"}),
        ("type=restore_drill", {"第二工場の復旧訓練"}),
        (f"trainer={general_affairs.id}", {"佐藤の演習"}),
        (f"site={stage.site_id}&trainer={stage.trainer.id}", {"本社の机上演習"}),
        ("site=999999&type=party&trainer=x", {"本社の机上演習", "第二工場の復旧訓練", "佐藤の演習"}),
    ):
        for address in ("/calendar", "/calendar/month", "/calendar/list"):
            page = desk.get(f"{address}?{narrowed}").text
            titles = {"本社の机上演習", "第二工場の復旧訓練", "佐藤の演習"}
            assert {title for title in titles if title in page} == shown, (address, narrowed)
    page = desk.get(f"/calendar?site={site_id}&type=restore_drill").text
    assert f'href="/calendar/list?site={site_id}&amp;type=restore_drill"' in page


def test_a_drill_is_opened_from_the_calendar(stage: Stage, desk: FlaskClient) -> None:
    drill_id = on(stage, date(2026, 4, 24))

    assert f'href="/drills/{drill_id}"' in desk.get("/calendar").text


def test_l24_500_slots_of_30_sites_take_no_more_statements_than_one(
    app: Flask, world: World, stage: Stage, desk: FlaskClient
) -> None:
    addresses = ("/calendar", "/calendar/month", "/calendar/list")

    def statements() -> list[int]:
        counts = []
        for address in addresses:
            with counted_statements(app) as sent:
                assert desk.get(address).status_code == 200
            counts.append(len(sent))
        return counts

    on(stage, date(2026, 4, 24))
    statements()
    few = statements()
    with world.changing(stage.org):
        sites = [Site(name=f"拠点{number}") for number in range(30)]
        db.session.add_all(sites)
        db.session.flush()
        for number in range(500):
            slots.schedule_slot(
                NewSlot(
                    drill_type=DrillType.SEMINAR,
                    title=f"研修{number}",
                    site_id=sites[number % 30].id,
                    trainer_id=stage.trainer.id,
                    planned_for=date(2026, 4, 1) + timedelta(days=number % 364),
                    starts_at=stage.appointment().local_time,
                    timezone="Asia/Tokyo",
                    duration_min=60,
                ),
                by=stage.by,
                at=clock.now(),
            )
    assert statements() == few
    assert len(world.app.test_client().get("/calendar").data) < 1000  # a stranger is sent to the sign-in


def test_b7_the_plan_of_the_year_is_a_pdf_of_that_year(stage: Stage, desk: FlaskClient) -> None:
    on(stage, date(2026, 4, 24), title="印刷される演習")

    first, again = (desk.get("/calendar/plans/2026.pdf") for _ in range(2))

    assert first.mimetype == "application/pdf"
    assert first.data == again.data
    assert desk.get("/calendar/plans/1900.pdf").status_code == 404


def test_the_days_of_the_company_are_entered_on_their_page(world: World, org: Org, desk: FlaskClient) -> None:
    week = {"_key": "w", "weekly_off": ["6"], "works_on_national_holidays": "y"}
    holiday = {"_key": "h", "name": "夏季休業", "first_day": "2026-08-12", "last_day": "2026-08-14"}
    busy = {"_key": "b", "month": "3", "reason": "決算"}
    for address, fields in (("week", week), ("holidays", holiday), ("busy-months", busy)):
        assert desk.post(f"/calendar/company/{address}", data=fields).status_code == 303

    page = desk.get("/calendar/company").text
    assert page.count("夏季休業</td>") == 3
    assert "決算" in page
    with world.inside(org):
        days = company_calendar.company_days(date(2026, 8, 1), date(2026, 8, 31))
    assert days.weekly_off == {6}


@pytest.mark.parametrize(
    ("address", "fields", "words"),
    [
        ("week", {"weekly_off": list("0123456")}, "働く曜日を1つ以上残してください。"),
        ("holidays", {"name": "", "first_day": "2026-08-12"}, "休日の名前: 入力してください。"),
        ("holidays", {"name": "夏", "first_day": "2026-08-12", "last_day": "2026-08-11"}, "終わりの日は"),
        ("busy-months", {"month": "3", "reason": " "}, "忙しい理由: "),
    ],
)
def test_x5_what_is_wrong_is_named_at_its_field(desk: FlaskClient, address: str, fields: dict, words: str) -> None:
    page = desk.post(f"/calendar/company/{address}", data={"_key": "x", **fields})

    assert page.status_code == 422
    assert words in page.text
