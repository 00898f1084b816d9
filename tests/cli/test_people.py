"""`flask people import`: whole or not at all, with exit codes and a result that scripts can read."""

import json

import pytest
from sqlalchemy import select

from drillhub.core.database import db
from drillhub.identity.models import Person
from tests.support.rows import all_rows

HEADINGS = "社員番号,姓,名,部署,入社日,携帯,在籍状況"
GOOD = (HEADINGS, "0201,髙﨑,進,製造部,H27.4.1,9012345678,在籍", "0202,新井,花,製造部,2015/4/1,,在籍")
WRONG = (*GOOD, "0203,西村,翔太,製造部,2015/2/31,,在籍", "0201,渡邉,誠,製造部,,,出向中")


@pytest.fixture
def flask(app):
    """Run a command; gives its exit code, standard output and standard error."""
    return lambda *arguments: app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])


@pytest.fixture
def staff(files):
    """Write a staff file of these lines in CP932; gives its path."""

    def write(*lines: str, name: str = "staff.csv"):
        path = files / name
        path.write_bytes("\r\n".join([*lines, ""]).encode("cp932"))
        return path

    return write


def people(world, org) -> dict[str, str]:
    with world.inside(org):
        return {row.employee_number: row.name for row in db.session.scalars(select(Person))}


def test_a_file_is_brought_in(flask, world, org, staff):
    result = flask("people", "import", staff(*GOOD), "--org", "aoba")

    assert result.exit_code == 0, result.output
    assert result.stdout == "読んだ人 2、追加 2、変更 0、退職 0、変更なし 0、要確認 0\n"
    assert "2行目: 電話番号「9012345678」の先頭に、消えていた0を補い" in result.stderr
    assert people(world, org) == {"0201": "髙﨑 進", "0202": "新井 花"}


def test_the_result_has_the_shape_that_scripts_read(flask, org, staff):
    flask("people", "import", staff(*GOOD), "--org", "aoba")

    result = flask(
        "people",
        "import",
        staff(HEADINGS, GOOD[1], "0202,荒井,花,製造部,,,在籍", "0204,本多,歩,物流課,,,在籍"),
        "--org",
        "aoba",
        "--json",
    )

    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert {name: found[name] for name in ("read", "added", "changed", "left", "refused")} == {
        "read": 3,
        "added": 1,
        "changed": 0,
        "left": 1,
        "refused": [],
    }
    assert [set(warning) for warning in found["warnings"]] == [{"row", "reason"}] * 2
    assert found["warnings"][1]["row"] == 3
    assert "名簿の名前は「新井 花」です。" in found["warnings"][1]["reason"]


def test_a_wrong_file_is_refused_by_file_row_and_reason_and_nothing_changes(flask, world, org, staff):
    before = all_rows(world, org)

    result = flask("people", "import", staff(*WRONG), "--org", "aoba")

    assert result.exit_code == 1
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert [line.split(" ")[0] for line in lines] == ["staff.csv:2:", "staff.csv:4:", "staff.csv:5:", "staff.csv:5:"]
    assert "入社日: 「2015/2/31」という日はありません。" in lines[1]
    assert all_rows(world, org) == before


def test_a_refusal_is_printed_for_scripts_too(flask, world, org, staff):
    result = flask("people", "import", staff(*WRONG), "--org", "aoba", "--json")

    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert (found["read"], found["added"]) == (4, 0)
    assert {"row", "field", "reason"} == set(found["refused"][0])
    assert [(entry["row"], entry["field"]) for entry in found["refused"]][1] == (4, "入社日")
    assert people(world, org) == {}


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_a_file_that_is_no_table_is_refused_with_its_name_and_line(flask, world, org, files, more):
    path = files / "staff.csv"
    path.write_bytes(HEADINGS.encode("cp932") + b"\r\n0201,\x81")

    result = flask("people", "import", path, "--org", "aoba", *more)

    assert result.exit_code == 1
    assert "staff.csv:2: 2行目に、読み取れない文字があります。" in result.stderr
    if more:
        assert json.loads(result.stdout)["refused"][0]["row"] == 2
    assert people(world, org) == {}


def test_a_dry_run_reports_the_same_and_changes_nothing(flask, world, org, staff):
    before = all_rows(world, org)

    result = flask("people", "import", staff(*GOOD), "--org", "aoba", "--dry-run")

    assert result.exit_code == 0
    assert "追加 2" in result.stdout
    assert "確かめただけで、名簿は変わっていません。" in result.stdout
    assert all_rows(world, org) == before
    assert flask("people", "import", staff(*WRONG), "--org", "aoba", "--dry-run").exit_code == 1


def test_p2_importing_twice_changes_nobody_the_second_time(flask, org, staff):
    flask("people", "import", staff(*GOOD), "--org", "aoba")

    result = flask("people", "import", staff(*GOOD), "--org", "aoba", "--json")

    found = json.loads(result.stdout)
    assert (found["added"], found["changed"], found["left"]) == (0, 0, 2)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(("staff.csv", "--org", "nosuch"), 1, id="unknown organisation"),
        pytest.param(("staff.csv",), 2, id="no organisation"),
        pytest.param(("missing.csv", "--org", "aoba"), 2, id="no such file"),
        pytest.param(("staff.csv", "--org", "aoba", "--force"), 2, id="unknown option"),
    ],
)
def test_wrong_usage_and_refusals_have_codes_of_their_own(flask, world, org, staff, files, arguments, code):
    staff(*GOOD)

    result = flask("people", "import", files / arguments[0], *arguments[1:])

    assert result.exit_code == code
    assert result.stderr
    assert people(world, org) == {}
