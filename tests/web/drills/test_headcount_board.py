"""The board of a roll call: who is open, department by department, and the buttons that measure."""

from flask.testing import FlaskClient

from drillhub.drills.events import Mark, Started
from drillhub.vocabulary import DrillType
from tests.drills.stage import Stage
from tests.support.world import World
from tests.web.drills.conftest import keyed
from tests.web.drills.roll import crowded


def test_the_board_names_who_is_open_first_and_counts_by_department(outside: Stage, desk: FlaskClient) -> None:
    run = outside.alarm()
    outside.mark(run, outside.players[0], Mark.PRESENT, 3)
    desk.post(f"/runs/{run}/headcount/guests", data=keyed("guest", kind="visitor", name="運転手"))

    page = desk.get(f"/runs/{run}/headcount/board").text

    assert "3人中 1人を確認" in page
    assert page.index("中村 拓") < page.index("部署ごとの確認人数")
    assert "本社 / 営業部 1 / 1人の一覧を開く" in page
    assert "来訪者と協力会社の人 0 / 1人の一覧を開く" in page


def test_the_buttons_of_the_board_are_the_watches_of_the_tasks(outside: Stage, desk: FlaskClient) -> None:
    run = outside.launched(outside.evacuation())
    board = f"/runs/{run}/headcount/board"
    assert "警報を鳴らして訓練を始める" in desk.get(board).text
    assert "最後の人が外に出た</button>" not in desk.get(board).text

    for moment, fields in (("start", {}), ("everyone-out", {}), ("finished", {"open": "2"})):
        answer = desk.post(f"{board}/{moment}", data=keyed(moment, **fields))
        assert (answer.status_code, answer.location) == (303, board), moment

    assert set(outside.state(run).done) == {"T1", "T2"}
    assert desk.post(f"{board}/everyone-out/undo", data=keyed("undo")).status_code == 303
    assert set(outside.state(run).done) == {"T2"}
    assert desk.post(f"{board}/end", data=keyed("end")).status_code == 303
    assert set(outside.state(run).done) == {"T2", "T3"}
    assert "評価と記録" in desk.get(board).text


def test_the_board_refuses_to_finish_over_open_people_and_says_so_on_the_board(
    outside: Stage, desk: FlaskClient
) -> None:
    run = outside.alarm()
    refused = desk.post(f"/runs/{run}/headcount/board/finished", data=keyed("done", open="0"))

    assert refused.status_code == 409
    assert "まだ2人を確認できていません。" in refused.text
    assert "点呼の状況" in refused.text
    assert outside.state(run).done == {}


def test_a_board_names_twenty_and_counts_the_rest(outside: Stage, desk: FlaskClient) -> None:
    run = crowded(outside, 70)
    page = desk.get(f"/runs/{run}/headcount/board").text

    assert "ほかに51人います。" in page


def test_a_scenario_that_measures_no_times_still_has_a_roll_call(world: World, stage: Stage, desk: FlaskClient) -> None:
    run = stage.launched(stage.drill(drill_type=DrillType.EVACUATION_DRILL))
    stage.add(run, Started(), 0)

    board = desk.get(f"/runs/{run}/headcount/board").text
    assert board.count("このシナリオには、この時間を測る作業がありません。") == 2
    page = desk.get(f"/runs/{run}/headcount").text
    assert "点呼を終える" not in page
    assert "全員います（残り2人）" in page
    assert desk.post(f"/runs/{run}/headcount/finish", data=keyed("done")).status_code == 404
