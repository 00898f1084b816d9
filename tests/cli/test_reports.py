"""`flask report …`: the file is whole or not there, and the exit code says which."""

import json

import pytest

from drillhub.audit import OPERATOR
from drillhub.planning import plans
from tests.drills.build import at
from tests.drills.stage import Stage
from tests.planning.build import PLAN, changed, content


@pytest.fixture
def flask(app):
    return lambda *words: app.test_cli_runner().invoke(args=[str(word) for word in words])


@pytest.fixture
def year(world, org, trainer):
    with world.changing(org):
        plans.save(content(), by=OPERATOR, at=at(0))
    Stage.set_up(world, org, trainer).recorded()


@pytest.mark.parametrize(
    ("wanted", "start"), [("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("json", b"{")]
)
def test_a_year_is_written_to_a_file(flask, org, year, tmp_path, wanted, start):
    target = tmp_path / f"report.{wanted}"
    result = flask("report", "annual", "--org", "aoba", "--fiscal-year", 2026, "--format", wanted, "--output", target)
    assert result.exit_code == 0, result.output
    assert target.read_bytes().startswith(start)


def test_chosen_days_and_another_encoding(flask, org, year, tmp_path):
    target = tmp_path / "report.csv"
    days = ("--from", "2026-04-01", "--to", "2026-06-30")
    result = flask(
        "report", "annual", "--org", "aoba", *days, "--format", "csv", "--encoding", "cp932", "--output", target
    )
    assert result.exit_code == 0, result.output
    assert "訓練" in target.read_bytes().decode("cp932")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        pytest.param(("--org", "nobody", "--fiscal-year", 2026, "--format", "pdf"), 1, "nobody", id="no such company"),
        pytest.param(("--org", "aoba", "--fiscal-year", 2150, "--format", "pdf"), 1, "始まってから", id="years ahead"),
        pytest.param(
            ("--org", "aoba", "--fiscal-year", 12, "--format", "pdf"), 1, "期間は作れません", id="no such year"
        ),
        pytest.param(("--org", "aoba", "--format", "docx"), 2, "まだ書き出せません", id="a format to come"),
        pytest.param(("--org", "aoba", "--from", "2026-04-01", "--format", "pdf"), 2, "両方を指定", id="half a period"),
    ],
)
def test_what_is_refused_writes_nothing(flask, org, year, tmp_path, words, code, said):
    target = tmp_path / "report"
    result = flask("report", "annual", *words, "--output", target)
    assert result.exit_code == code, result.output
    assert said in result.output
    assert not target.exists()


@pytest.mark.parametrize(
    ("wanted", "start"), [("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("json", b"{")]
)
@pytest.mark.parametrize("name", ["status", "renewal"])
def test_the_reports_of_the_current_plan_are_written_to_a_file(flask, org, year, tmp_path, name, wanted, start):
    target = tmp_path / f"report.{wanted}"
    result = flask("report", name, "--org", "aoba", "--format", wanted, "--output", target, "--json")
    assert result.exit_code == 0, result.output
    assert target.read_bytes().startswith(start)
    told = json.loads(result.stdout)
    assert (told["report"], told["period"], told["edition"]) == (name, "plan2026-04", None)


@pytest.mark.parametrize(
    ("words", "period"),
    [
        pytest.param(("--from", "2026-04-01", "--to", "2029-03-31"), "plan2026-04", id="the days of the plan"),
        pytest.param(("--fiscal-year", 2026), "fy2026", id="a fiscal year"),
        pytest.param(("--from", "2026-04-01", "--to", "2026-09-30"), "2026-04-01_2026-09-30", id="chosen days"),
    ],
)
def test_a_report_of_the_plan_can_be_of_a_part_of_it(flask, org, year, tmp_path, words, period):
    target = tmp_path / "report.json"
    result = flask("report", "renewal", "--org", "aoba", *words, "--format", "json", "--output", target, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["period"] == period


@pytest.mark.parametrize("name", ["status", "renewal"])
def test_without_a_plan_there_is_nothing_to_report_on(flask, org, tmp_path, name):
    target = tmp_path / "report"
    words = ("report", name, "--org", "aoba", "--format", "pdf", "--output", target)
    plain, told = flask(*words), flask(*words, "--json")
    assert (plain.exit_code, told.exit_code) == (1, 1)
    assert "認定を受けた計画がまだ入っていません" in plain.stderr
    assert "認定を受けた計画がまだ入っていません" in json.loads(told.stdout)["refused"][0]["reason"]
    assert not target.exists()


@pytest.mark.parametrize("name", ["annual", "status", "renewal"])
@pytest.mark.parametrize("wanted", ["docx", "zip"])
def test_formats_to_come_say_so(flask, org, tmp_path, name, wanted):
    target = tmp_path / "report"
    result = flask("report", name, "--org", "aoba", "--format", wanted, "--output", target)
    assert (result.exit_code, target.exists()) == (2, False)
    assert f"{wanted} の形では、まだ書き出せません。" in result.output


@pytest.mark.parametrize("name", ["quarterly", "drill"])
def test_reports_to_come_say_so(flask, name):
    result = flask("report", name, "--org", "aoba", "--format", "pdf")
    assert result.exit_code == 2
    assert "まだ書き出せません" in result.output


def test_a_plan_is_imported_and_a_faulty_one_refused_by_line(flask, org, tmp_path):
    good, bad = tmp_path / "plan.yaml", tmp_path / "bad.yaml"
    good.write_text(PLAN, encoding="utf-8")
    bad.write_text(changed("[10, 6]", "[13]"), encoding="utf-8")

    looked = flask("plan", "import", good, "--org", "aoba", "--dry-run", "--json")
    assert json.loads(looked.output)["added"] == 4
    refused = flask("plan", "import", bad, "--org", "aoba")
    assert refused.exit_code == 1
    assert "bad.yaml:10:" in refused.output
    refused = flask("plan", "import", bad, "--org", "aoba", "--json")
    assert refused.exit_code == 1
    assert json.loads(refused.stdout)["refused"][0]["row"] == 10
    done = flask("plan", "import", good, "--org", "aoba", "--json")
    assert (done.exit_code, json.loads(done.output)["added"]) == (0, 4)
    again = flask("plan", "import", good, "--org", "aoba", "--json")
    assert json.loads(again.output)["edition"] is None
