"""Pages of the scenario library: who may see and import, what they show, what a wrong file changes."""

import re
from io import BytesIO

import pytest
from markupsafe import escape
from sqlalchemy import func, select

from drillhub.audit import OPERATOR
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.scenarios import queries, services
from drillhub.scenarios.models import Scenario, ScenarioUpload, ScenarioVersion
from drillhub.web.durations import minutes_text
from tests.scenarios.build import another, changed, content

HOSTILE = changed("小さな地震", "<script>alert(1)</script>{{ 7*7 }}")


@pytest.fixture
def trainers(world, trainer):
    """The trainer's browser."""
    return world.browser(trainer)


@pytest.fixture
def stored(world, org):
    """The small scenario in the library; gives its id."""
    with world.changing(org):
        services.import_scenarios([content()], by=OPERATOR, at=clock.now())
    with world.inside(org):
        return queries.choices()[0].scenario_id


def rows(world, org, model) -> int:
    with world.inside(org):
        return db.session.scalar(select(func.count(model.id)))


def upload(browser, *files, key="k1"):
    return browser.post(
        "/scenarios/uploads",
        data={"files": [(BytesIO(file.data), file.name) for file in files], "_key": key},
        content_type="multipart/form-data",
    )


def test_an_empty_library_offers_the_samples(trainers):
    page = trainers.get("/scenarios").text

    assert "シナリオはまだありません" in page
    assert "見本を入れる" in page


def test_a_figure_of_the_premises_is_written_as_people_say_it(trainers, world, org):
    values = """
    - {key: system, label_ja: 対象システム, value: 受注システム, unit: 名称, basis: assumption}
    - {key: rto, label_ja: 復旧の目標時間, value: 1440, unit: 分, basis: guide}
    - {key: staff, label_ja: 出社できる人, value: 12, unit: 人, basis: assumption}
"""
    with world.changing(org):
        text = changed("  variables:\n", f"  variables:{values}")
        services.import_scenarios([content(text)], by=OPERATOR, at=clock.now())

    page = trainers.get("/scenarios/1").text

    shown = re.findall(r'data-l="値">(?:<span>)?([^<]+)<', page)
    assert shown[:3] == ["受注システム", "24時間", "12 人"]


def test_the_samples_come_in_with_one_press(trainers, world, org):
    answer = trainers.post("/scenarios/library", data={"_key": "k"})

    assert (answer.status_code, answer.location) == (303, "/scenarios")
    page = trainers.get("/scenarios").text
    assert "12件のシナリオを入れました。" in page
    assert "南海トラフ地震・平日操業中の発災" in page
    assert rows(world, org, Scenario) == 12


def test_p2_pressing_twice_brings_the_samples_in_once(trainers, world, org):
    replies = [trainers.post("/scenarios/library", data={"_key": "same"}) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [303, 303]
    assert rows(world, org, ScenarioVersion) == 12


def test_the_list_is_narrowed_by_the_address(trainers):
    trainers.post("/scenarios/library", data={"_key": "k"})

    page = trainers.get("/scenarios?hazard=flood&type=evacuation_drill").text
    assert "線状降水帯による河川氾濫" in page
    assert "ランサムウェア" not in page

    assert "当てはまるシナリオはありません" in trainers.get("/scenarios?hazard=flood&type=restore_drill").text
    assert "ランサムウェア" in trainers.get("/scenarios?hazard=nonsense").text


def test_every_scenario_of_the_library_has_a_page_in_both_languages(trainers, world, trainer, org):
    trainers.post("/scenarios/library", data={"_key": "k"})
    with world.inside(org):
        scenarios = queries.choices()

    for language in ("ja", "en"):
        browser = world.browser(trainer, language=language)
        for row in scenarios:
            page = browser.get(f"/scenarios/{row.scenario_id}")
            assert page.status_code == 200
            assert escape(row.title(language)) in page.text


def test_a_scenario_is_shown_with_both_clocks_targets_and_answers(trainers, stored):
    page = trainers.get(f"/scenarios/{stored}").text

    assert "小さな地震" in page
    assert "10分" in page
    assert "1時間30分" in page
    assert "状況付与2から 30分以内" in page
    assert "作業T2が終わってから 1時間以内" in page
    assert "頭を守る" in page
    assert "照合値" in page
    assert "守る → 逃げる" in page


def test_an_earlier_version_says_that_there_is_a_newer_one(trainers, stored, world, org):
    newer = content(changed("target_min: 15", "target_min: 20"))
    with world.changing(org):
        services.import_scenarios([newer], by=OPERATOR, at=clock.now())

    page = trainers.get(f"/scenarios/{stored}/versions/1").text
    assert "前の版を表示しています" in page
    assert "発災から 15分以内" in page
    assert "発災から 20分以内" in trainers.get(f"/scenarios/{stored}").text
    assert trainers.get(f"/scenarios/{stored}/versions/3").status_code == 404


def test_right_files_are_looked_at_before_they_are_taken_over(trainers, stored, world, org):
    newer = another("small_quake", "SC-T-01", changed("target_min: 15", "target_min: 20"))

    put_aside = upload(trainers, newer, another("second", "SC-T-02"))
    assert put_aside.status_code == 303
    preview = trainers.get(put_aside.location)
    assert "2件のシナリオを読みました" in preview.text
    assert "追加" in preview.text
    assert "新しい版" in preview.text
    assert "2件を登録する" in preview.text
    assert rows(world, org, ScenarioVersion) == 1

    done = trainers.post(f"{put_aside.location}/import", data={"_key": "k2"})
    assert (done.status_code, done.location) == (303, "/scenarios")
    assert "追加 1件、新しい版 1件、変更なし 0件" in trainers.get("/scenarios").text
    assert rows(world, org, ScenarioVersion) == 3


def test_p2_an_upload_is_taken_over_once(trainers, world, org):
    place = upload(trainers, another("second", "SC-T-02")).location

    again = [trainers.post(f"{place}/import", data={"_key": key}).status_code for key in ("k2", "k2", "k3")]

    assert again == [303, 303, 409]
    assert trainers.get(place).status_code == 409
    assert rows(world, org, ScenarioVersion) == 1


def test_wrong_files_are_named_by_line_and_nothing_is_kept(trainers, stored, world, org):
    wrong = another("wrong", "SC-T-03", changed("hazard: earthquake", "hazard: aliens"))

    answer = upload(trainers, another("right", "SC-T-02"), wrong)

    assert answer.status_code == 422
    assert "<title>エラー: " in answer.text
    assert "直すところが1つあります。何も登録していません。" in answer.text
    assert "wrong.yaml" in answer.text
    assert "「aliens」は使えません" in answer.text
    assert re.search(r'data-l="行">4<', answer.text)
    assert rows(world, org, ScenarioVersion) == 1
    assert rows(world, org, ScenarioUpload) == 0


def test_a_code_in_use_is_named_and_nothing_is_kept(trainers, stored, world, org):
    answer = upload(trainers, another("second", "SC-T-01"))

    assert answer.status_code == 422
    assert "「small_quake」が使っています" in answer.text
    assert rows(world, org, ScenarioUpload) == 0


def test_sending_no_file_asks_for_one(trainers):
    answer = trainers.post("/scenarios/uploads", data={"_key": "k"}, content_type="multipart/form-data")

    assert answer.status_code == 422
    assert "ファイルを選んでください。" in answer.text


def test_too_much_at_once_is_refused(trainers, world, org):
    answer = trainers.post("/scenarios/uploads", data=b"x" * 1_500_000, content_type="multipart/form-data; boundary=b")

    assert answer.status_code == 413
    assert rows(world, org, ScenarioUpload) == 0


def test_i2_what_a_file_says_is_shown_as_text(trainers):
    place = upload(trainers, another("hostile", "SC-T-09", HOSTILE)).location
    preview = trainers.get(place).text
    trainers.post(f"{place}/import", data={"_key": "k2"})
    listed = trainers.get("/scenarios").text

    for page in (preview, listed):
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in page


def test_old_uploads_are_removed(trainers, world, org):
    upload(trainers, another("first", "SC-T-01"))
    with world.changing(org):
        waiting = db.session.scalars(select(ScenarioUpload)).one()
        waiting.uploaded_at = waiting.uploaded_at.replace(year=2020)

    upload(trainers, another("second", "SC-T-02"), key="k2")

    assert rows(world, org, ScenarioUpload) == 1


@pytest.mark.parametrize(
    ("who", "reads", "imports"),
    [
        ("trainer", 200, True),
        ("administrator", 200, True),
        ("general_affairs", 200, False),
        ("approver", 403, False),
        ("employee", 403, False),
    ],
)
def test_trainers_and_administrators_import_and_general_affairs_reads(world, stored, request, who, reads, imports):
    browser = world.browser(request.getfixturevalue(who))

    assert browser.get("/scenarios").status_code == reads
    assert browser.get(f"/scenarios/{stored}").status_code == reads
    assert browser.get("/scenarios/uploads/new").status_code == (200 if imports else 403)
    assert browser.post("/scenarios/library", data={"_key": "k"}).status_code == (303 if imports else 403)
    assert upload(browser, another("second", "SC-T-90"), key="u").status_code == (303 if imports else 403)
    assert ("見本を入れる" in browser.get("/scenarios").text) == imports


def test_t5_another_organisations_scenario_and_upload_look_missing(world, trainers, stored, outsider):
    place = upload(trainers, another("second", "SC-T-02")).location
    stranger = world.browser(outsider)

    assert stranger.get(f"/scenarios/{stored}").status_code == 404
    assert stranger.get(f"/scenarios/{stored}/versions/1").status_code == 404
    assert stranger.get(place).status_code == 404
    assert stranger.post(f"{place}/import", data={"_key": "k"}).status_code == 404
    assert "小さな地震" not in stranger.get("/scenarios").text


def test_a7_reading_changes_nothing(world, org, trainers, stored):
    place = upload(trainers, another("second", "SC-T-02")).location
    before = rows(world, org, ScenarioVersion)

    for address in ("/scenarios", f"/scenarios/{stored}", "/scenarios/uploads/new", place):
        assert trainers.get(address).status_code == 200
    assert trainers.get("/scenarios/library").status_code == 405
    assert trainers.get(f"{place}/import").status_code == 405
    assert rows(world, org, ScenarioVersion) == before


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0分"),
        (59, "59分"),
        (60, "1時間"),
        (90, "1時間30分"),
        (2880, "48時間"),
        (4320, "72時間"),
        (5760, "4日"),
        (6150, "4日6時間"),
        (20160, "14日"),
    ],
)
def test_minutes_are_written_as_people_say_them(app, minutes, words):
    with app.test_request_context():
        assert minutes_text(minutes) == words
