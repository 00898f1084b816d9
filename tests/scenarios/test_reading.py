"""Scenario files: what is accepted, and every reason for which one is refused, by file and line."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drillhub.core.i18n import use_language
from drillhub.scenarios.reading import MAX_BYTES, SourceFile, read_scenarios
from tests.scenarios.build import SMALL, another, changed, content, problems, source
from tests.scenarios.faults import WRONG

SEED = Path(__file__).parents[2] / "seed" / "scenarios"


def test_every_scenario_of_the_library_is_right():
    files = [SourceFile(str(path), path.read_bytes()) for path in sorted(SEED.glob("*.yaml"))]

    reading = read_scenarios(files)

    assert [str(problem) for problem in reading.problems] == []
    assert [c.id for c in reading.contents] == [path.stem for path in sorted(SEED.glob("*.yaml"))]
    assert len(reading.contents) == 12


def test_a_task_of_the_library_is_never_set_off_before_its_clock_can_start():
    for path in SEED.glob("*.yaml"):
        (scenario,) = read_scenarios([SourceFile(str(path), path.read_bytes())]).contents
        for inject in scenario.injects:
            for task_id in inject.tasks:
                assert inject.seq >= (scenario.task(task_id).start_inject or 0), (scenario.id, task_id)


def test_the_small_scenario_is_read_as_it_is_written():
    scenario = content()

    assert scenario.title.text("en") == "A small quake"
    assert scenario.objectives[1].text("en") == "取引先へ知らせる"
    assert scenario.premises.narrative_ja == "平日の14時05分に揺れた。\n停電はしていない。"
    assert [variable.value for variable in scenario.premises.variables] == [39, "6強"]
    assert scenario.inject(2).to == ("sales", "warden")
    assert scenario.task("T2").start_inject == 2
    assert scenario.task("T3").start_task == "T2"
    assert scenario.discussion_questions_ja == ()


@pytest.mark.parametrize(("old", "new", "at", "path", "words"), WRONG.values(), ids=WRONG)
def test_a_fault_is_named_by_file_line_place_and_reason(old, new, at, path, words):
    text = changed(old, new)

    (problem,) = problems(text)

    if at:
        numbers = [number for number, line in enumerate(text.splitlines(), start=1) if at in line]
        assert problem.line in numbers
    assert problem.file == "small_quake.yaml"
    assert problem.path == path
    assert words in str(problem.sentence)


def test_every_fault_of_a_file_is_listed_in_the_order_of_its_lines():
    text = changed("hazard: earthquake", "hazard: aliens")
    text = changed("role: warden", "role: boss", text)
    text = changed("target_min: 30", "target_min: -30", text)
    text = changed("seq: 2", "seq: 1", text)

    found = problems(text)

    assert [problem.path for problem in found] == [
        "hazard",
        "injects[1].seq",
        "tasks[0].role",
        "tasks[1].target_min",
        "tasks[1].measured_from",
    ]
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)


def test_faults_of_all_files_are_listed_and_no_file_is_half_taken():
    wrong = changed("hazard: earthquake", "hazard: aliens")

    reading = read_scenarios([another("other", "SC-T-02"), source(wrong), another("third", "SC-T-03", wrong)])

    assert reading.contents == ()
    assert [problem.file for problem in reading.problems] == ["small_quake.yaml", "third.yaml"]


def test_a_problem_reads_as_file_line_sentence():
    (problem,) = problems(changed("hazard: earthquake", "hazard: aliens"))

    assert str(problem).startswith("small_quake.yaml:4: 「aliens」は使えません。使える語: earthquake,")
    assert str(problem).endswith(" (hazard)")


def test_a_name_must_be_that_of_the_file():
    (problem,) = problems(SMALL, "uploads/else.yaml")

    assert (problem.file, problem.line, problem.path) == ("uploads/else.yaml", 2, "id")
    assert "「else」" in str(problem.sentence)


def test_a_windows_path_has_a_file_name_too():
    assert problems(SMALL, r"C:\scenarios\small_quake.yaml") == ()


def test_two_files_cannot_be_the_same_scenario():
    first = another("first", "SC-T-01")

    by_id, by_code = read_scenarios([first, SourceFile("copy/first.yaml", first.data)]).problems

    assert (by_id.file, by_id.line, by_id.path) == ("copy/first.yaml", 2, "id")
    assert "id「first」は first.yaml でも使われています" in str(by_id.sentence)
    assert by_code.path == "code"


def test_two_files_cannot_share_a_code():
    (problem,) = read_scenarios([another("first", "SC-T-01"), another("second", "SC-T-01")]).problems

    assert (problem.file, problem.line, problem.path) == ("second.yaml", 3, "code")


def test_two_items_of_one_order_cannot_share_an_id():
    found = problems(changed("{id: b, ja: 逃げる}", "{id: a, ja: 逃げる}"))

    assert [problem.path for problem in found] == ["quiz[4].items[1].id", "quiz[4].answer"]


def test_a_repeated_number_is_named_at_its_second_place():
    repeated, orphan = problems(changed("seq: 2", "seq: 1"))

    assert (repeated.line, repeated.path) == (44, "injects[1].seq")
    assert "injects の中で seq「1」が重なっています" in str(repeated.sentence)
    assert orphan.path == "tasks[1].measured_from"


def test_what_may_be_left_out_may_also_be_left_empty():
    assert (
        content(
            changed(
                '\nreferences:\n  - {title: 策定の手引き, url: "https://www.example.jp/guide"}\n', "\nreferences:\n"
            )
        ).references
        == ()
    )


def test_a_discussion_without_injects_is_a_scenario():
    start, end = SMALL.index("injects:"), SMALL.index("evaluation_criteria:")
    assert content(SMALL[:start] + "injects: []\ntasks: []\n" + SMALL[end:]).msel == ()


def test_injects_are_played_in_the_order_of_their_numbers():
    start, second, end = SMALL.index("  - seq: 1"), SMALL.index("  - seq: 2"), SMALL.index("tasks:\n  - {id: T1")
    swapped = SMALL[:start] + SMALL[second:end] + SMALL[start:second] + SMALL[end:]

    assert [inject.seq for inject in content(swapped).injects] == [2, 1]
    assert [inject.seq for inject in content(swapped).msel] == [1, 2]


def test_words_of_older_yaml_are_words():
    assert (
        content(changed("on_site, label_ja: 構内の人数, value: 39", "on_site, label_ja: on, value: no"))
        .premises.variables[0]
        .value
        == "no"
    )


def test_i6_japanese_characters_outside_the_common_sets_are_kept():
    assert content(changed("小さな地震", "髙橋﨑と𠮷野の地震")).title.ja == "髙橋﨑と𠮷野の地震"


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault():
    data = b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()
    assert read_scenarios([SourceFile("small_quake.yaml", data)]).contents == (content(),)


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        pytest.param(SMALL.encode("cp932"), 7, "UTF-8", id="CP932"),
        pytest.param(SMALL.encode("utf-16"), 1, "UTF-8", id="UTF-16"),
        pytest.param(b"a: \x00", 1, "制御文字", id="a binary file"),
        pytest.param(b"", 1, "空です", id="nothing"),
        pytest.param(b"# only a remark\n", 1, "空です", id="a remark only"),
        pytest.param(b"just words", 1, "組", id="no mapping"),
        pytest.param(b"a: [1, 2\nb: 3\n", 2, "YAML として読めません", id="an open bracket"),
        pytest.param(b"a:\n\t- 1\n", 2, "タブ", id="a tab"),
        pytest.param(b'a: "\\UFFFFFFFF"\n', 1, "YAML として読めません", id="an impossible character"),
        pytest.param(b"a: 1\n---\nb: 2\n", 2, "1つの内容", id="two documents"),
        pytest.param(b"x" * (MAX_BYTES + 1), 1, "1,000,000バイト", id="too large"),
        pytest.param(b"a: " + b"x" * 20_001, 1, "1行が長すぎます", id="an endless line"),
        pytest.param(b"- 1\n" * 60_000, 50_000, "項目が多すぎます", id="too many values"),
        pytest.param(b"- " * 30 + b"1", 1, "入れ子が深すぎます", id="too deep"),
        pytest.param(b"? [a]\n: 1\n", 1, "1つの語", id="a list as a name"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_where_and_why(data, line, words):
    reading = read_scenarios([SourceFile("broken.yaml", data)])

    assert reading.contents == ()
    assert any(
        (problem.file, problem.line) == ("broken.yaml", line) and words in str(problem.sentence)
        for problem in reading.problems
    )


def test_nested_aliases_are_refused_before_they_grow():
    bomb = "a0: &a0 [x]\n" + "".join(
        f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 60)
    )

    found = problems(bomb)

    assert len(found) == 101  # the first hundred, and how many more there are
    assert "アンカー" in str(found[0].sentence)
    assert "ほかに" in str(found[-1].sentence)


def test_a_sentence_is_written_in_the_language_of_its_reader(app):
    (problem,) = problems(changed("hazard: earthquake", "hazard: aliens"))

    with app.test_request_context():
        with use_language("ja"):
            japanese = str(problem.sentence)
        assert "「aliens」は使えません" in japanese


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(SMALL)), st.text(alphabet="{}[]:,-?&*!|>'\"%@`#\n \t\\xU0aN~=<\u2028", max_size=6))
def test_no_text_breaks_the_reader(position, noise):
    reading = read_scenarios([source(SMALL[:position] + noise + SMALL[position:])])

    assert bool(reading.contents) != bool(reading.problems)
    assert all(problem.line >= 1 and str(problem.sentence) for problem in reading.problems)
