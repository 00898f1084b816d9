"""Plan files: what they hold, and every fault named by its line."""

import json

import pytest

from drillhub.planning.content import YearMonth, canonical_json, from_dict, to_dict
from drillhub.planning.models import CommitmentKind
from drillhub.planning.plan_file import MAX_BYTES, read_plan
from tests.planning.build import PLAN, changed, content


def problems(text: str) -> list[str]:
    return [str(problem) for problem in read_plan("plan.yaml", text.encode()).problems]


def test_a_plan_file_gives_its_content(app):
    read = content()
    assert (read.period.first, read.period.months) == (YearMonth(2026, 4), 36)
    assert [each.code for each in read.commitments] == ["C01", "C02", "C03", "C04"]
    assert read.commitments[0].planned_months == (6, 10)
    assert read.commitments[3].kind is CommitmentKind.MEASURE


def test_json_is_read_as_well(app):
    text = json.dumps(to_dict(content()), ensure_ascii=False)
    assert content(text) == content()


def test_a_content_survives_being_stored(app):
    assert from_dict(json.loads(canonical_json(content()))) == content()


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        pytest.param("2026-03-15", "2026-02-30", 4, "実際にある日", id="a day that does not exist"),
        pytest.param("last: 2029-03", "last: 2029-04", 5, "3年まで", id="more than three years"),
        pytest.param("last: 2029-03", "last: 2026-03", 5, "始まりより後", id="an end before the start"),
        pytest.param("last: 2029-03", "last: 2029年3月", 5, "2026-04 の形", id="a month in other words"),
        pytest.param("[10, 6]", "[13]", 10, "12以下", id="a thirteenth month"),
        pytest.param("[10, 6]", "[6, 6]", 10, "2回", id="a month twice"),
        pytest.param(", planned_months: [10, 6]", "", 10, "実施予定月を書いてください", id="training without a month"),
        pytest.param("code: C04", "code: C01", 13, "2回", id="a code twice"),
        pytest.param("due: 2026-09", "due: 2030-09", 13, "実施期間の中", id="a day after the period"),
        pytest.param("due: 2026-09", "planned_months: [9]", 13, "期限", id="a measure with months"),
        pytest.param('"3(2)B"', '"3(9)"', 13, "使えません", id="an item that does not exist"),
        pytest.param("hazard: earthquake", "hazard: aliens", 6, "aliens", id="an unknown hazard"),
        pytest.param("structure:", "strukture:", 8, "strukture", id="a field that does not exist"),
        pytest.param("title: 青葉精工の計画\n", "", 1, "title", id="no title"),
        pytest.param("structure: 社長が責任者", "is_joint: true", 1, "連携する会社", id="a joint plan alone"),
        pytest.param("2026-03-15", "2030-03-15", 4, "実施期間の終わりより後", id="certified after the end"),
        pytest.param("schema_version: 1", "schema_version: 9", 1, "形式は読めません", id="another format"),
    ],
)
def test_a_fault_is_named_with_its_line(app, before, after, line, words):
    found = problems(changed(before, after))
    assert any(f"plan.yaml:{line}:" in problem and words in problem for problem in found), found


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"", "空です", id="empty"),
        pytest.param(PLAN.encode("cp932"), "UTF-8", id="another encoding"),
        pytest.param(b"x" * (MAX_BYTES + 1), "大きすぎます", id="too large"),
        pytest.param(b"a: [1", "YAML", id="broken"),
        pytest.param(b"- 1\n- 2\n", "組で書いて", id="a list"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(app, data, words):
    reading = read_plan("plan.yaml", data)
    assert reading.content is None
    assert any(words in str(problem) for problem in reading.problems)


def test_all_faults_are_named_at_once(app):
    text = changed("[10, 6]", "[13]").replace("due: 2026-09", "due: 2026").replace("2026-03-15", "soon")
    assert len(problems(text)) == 3


def test_the_plan_of_the_demonstration_is_sound_in_any_year(app):
    from pathlib import Path

    path = Path(__file__).parents[2] / "seed" / "plans" / "aoba_seiko.yaml"
    read = content(path.read_text(encoding="utf-8"))
    for years in (-3, 0, 7):
        assert content(json.dumps(to_dict(read.shifted(years)))).period.first.year == 2024 + years
