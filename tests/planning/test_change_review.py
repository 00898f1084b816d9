"""What an edition of the plan changes, and when somebody has to ask for a certified change. DrillHub only flags it."""

from dataclasses import replace

import pytest

from drillhub.planning import queries
from drillhub.planning.change_review import CertifiedChange, review
from drillhub.planning.content import Certificate, PlanContent
from drillhub.vocabulary import PlanItem
from tests.planning.build import PLAN, changed, content


@pytest.fixture(autouse=True)
def in_japanese(app):
    with app.app_context():
        yield


def edited(before: str, after: str) -> PlanContent:
    return content(changed(before, after))


def said(after: PlanContent) -> list[tuple[str | None, str, str, str]]:
    return [
        (each.item.value if each.item else None, str(each.name), each.before, each.after)
        for each in review(content(), after).changes
    ]


def test_the_same_content_changes_nothing():
    assert review(content(), content()).changes == ()


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param(
            edited("揺れたら止める", "揺れたら止めて逃げる"),
            ("3(1)", "対応手順", "揺れたら止める", "揺れたら止めて逃げる"),
            id="the text of an item",
        ),
        pytest.param(
            edited("structure: 社長が責任者", "structure: 常務が責任者"),
            ("3(5)", "推進体制（責任者と事務局）", "社長が責任者", "常務が責任者"),
            id="who is responsible",
        ),
        pytest.param(
            edited("planned_months: [10, 6]", "planned_months: [6]"),
            ("3(5)", "C01", "訓練をする\n実施予定月: 6月、10月", "訓練をする\n実施予定月: 6月"),
            id="the months of a commitment",
        ),
        pytest.param(
            edited("due: 2026-09", "due: 2026-12"),
            ("3(2)B", "C04", "設備を固定する\n期限: 2026年9月", "設備を固定する\n期限: 2026年12月"),
            id="the day of a measure",
        ),
        pytest.param(
            replace(content(), commitments=content().commitments[:3]),
            ("3(2)B", "C04", "設備を固定する\n期限: 2026年9月", ""),
            id="a commitment that is no longer made",
        ),
        pytest.param(
            edited('item: "3(2)B"', 'item: "3(2)D"'),
            (
                "3(2)D",
                "C04",
                "計画の項目: 3(2)B 設備の対策\n設備を固定する\n期限: 2026年9月",
                "計画の項目: 3(2)D 重要情報の保護\n設備を固定する\n期限: 2026年9月",
            ),
            id="a commitment that moved to another item",
        ),
        pytest.param(
            edited("kind: plan_review", "kind: internal_communication"),
            (
                "3(5)",
                "C02",
                "種類: 計画の見直し\n見直す\n実施予定月: 3月",
                "種類: 取組の社内周知\n見直す\n実施予定月: 3月",
            ),
            id="a commitment of another kind",
        ),
    ],
)
def test_a_change_of_items_3_1_to_3_5_has_to_be_asked_about(after, expected):
    assert said(after) == [expected]
    compared = review(content(), after)
    assert compared.change_required
    assert compared.changes[0].certified_change is CertifiedChange.ASK


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param(
            edited("representative: 青葉 隆志", "representative: 青葉 恵"),
            (None, "代表者", "青葉 隆志", "青葉 恵"),
            id="another representative",
        ),
        pytest.param(
            edited("[{hazard: earthquake}]", "[{hazard: earthquake, source: J-SHIS}]"),
            (None, "地震", "地震", "出典: J-SHIS"),
            id="where a hazard is taken from",
        ),
        pytest.param(
            replace(content(), is_joint=True),
            (None, "計画の形", "単独型", "連携型"),
            id="whether it is a joint plan",
        ),
    ],
)
def test_other_changes_are_said_to_lie_outside_what_is_compared(after, expected):
    assert said(after) == [expected]
    compared = review(content(), after)
    assert not compared.change_required
    assert str(compared.changes[0].certified_change.label) == "—（3(1)〜3(5)の外）"


def test_of_a_long_text_the_lines_that_differ_are_shown():
    before = edited("揺れたら止める", '"止める\\n集まる\\n数える"')
    after = edited("揺れたら止める", '"止める\\n広場に集まる\\n数える\\n知らせる"')
    [change] = review(before, after).changes
    assert change.taken_out == ("集まる",)
    assert change.put_in == ("広場に集まる", "知らせる")
    assert change.keeps_lines


def test_before_the_certification_nothing_has_to_be_asked():
    applied_for = replace(content(), certificate=Certificate())
    compared = review(applied_for, edited("揺れたら止める", "揺れたら逃げる"))
    assert not compared.change_required
    assert compared.certified_change is CertifiedChange.NOT_CERTIFIED_YET


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        pytest.param(PLAN, "「教育」の言葉がありません", id="drills alone"),
        pytest.param(
            changed("text: 訓練をする", "text: 教育をする"), "「訓練」の言葉がありません", id="education alone"
        ),
        pytest.param(changed("text: 訓練をする", "text: 訓練と教育をする"), None, id="both in a commitment"),
        pytest.param(
            changed('items: [{item: "3(1)"', 'items: [{item: "3(5)", text: 毎年、教育を行う}, {item: "3(1)"'),
            None,
            id="one in the text, one in a commitment",
        ),
    ],
)
def test_the_plan_says_which_word_3_5_does_not_name(text, missing):
    found = [str(gap.sentence) for gap in queries.gaps(content(text)) if "言葉がありません" in str(gap.sentence)]
    assert [missing in each for each in found if missing] == ([True] if missing else [])
    assert len(found) == (missing is not None)


def test_without_any_promise_of_training_its_words_are_not_asked_for():
    bare = replace(content(), commitments=())
    assert not {queries.PlanGap.NO_DRILLS_NAMED, queries.PlanGap.NO_EDUCATION_NAMED} & set(queries.gaps(bare))
    assert bare.text_of(PlanItem.PROMOTION) == ""
