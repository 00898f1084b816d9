"""`flask scenarios import` and `flask scenarios validate`."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from drillhub.core.database import db
from drillhub.scenarios import queries
from drillhub.scenarios.models import Scenario
from tests.scenarios.build import SMALL, another, changed

SEED = Path(__file__).parents[2] / "seed" / "scenarios"
WRONG = changed("hazard: earthquake", "hazard: aliens")


@pytest.fixture
def flask(app):
    """Run a command; gives its exit code, standard output and standard error."""
    return lambda *arguments: app.test_cli_runner().invoke(args=list(arguments))


@pytest.fixture
def folder(files):
    (files / "small_quake.yaml").write_text(SMALL, encoding="utf-8")
    (files / "second.yml").write_bytes(another("second", "SC-T-02").data)
    (files / "notes.txt").write_text("not a scenario", encoding="utf-8")
    return files


def count(world, org) -> int:
    with world.inside(org):
        return db.session.scalar(select(func.count(Scenario.id)))


def test_a_folder_is_imported(flask, world, org, folder):
    result = flask("scenarios", "import", str(folder), "--org", "aoba")

    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == ["追加: second", "追加: small_quake"]
    assert count(world, org) == 2


def test_the_result_can_be_read_by_a_machine(flask, org, folder):
    flask("scenarios", "import", str(folder / "second.yml"), "--org", "aoba")
    (folder / "second.yml").write_bytes(another("second", "SC-T-03").data)

    result = flask("scenarios", "import", str(folder), str(SEED / "ransomware.yaml"), "--org", "aoba", "--json")

    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "read": 3,
        "added": 2,
        "changed": 1,
        "left": 0,
        "refused": [],
        "warnings": [],
    }


def test_p2_importing_twice_leaves_everything_as_it_is(flask, world, org, folder):
    flask("scenarios", "import", str(folder), "--org", "aoba")
    result = flask("scenarios", "import", str(folder), "--org", "aoba")

    assert result.stdout.splitlines() == ["変更なし: second", "変更なし: small_quake"]
    assert count(world, org) == 2


def test_a_dry_run_says_what_would_happen_and_changes_nothing(flask, world, org, folder):
    result = flask("scenarios", "import", str(folder), "--org", "aoba", "--dry-run")

    assert result.exit_code == 0
    assert result.stdout.splitlines() == ["追加: second", "追加: small_quake", "確かめただけで、登録はしていません。"]
    assert count(world, org) == 0


def test_one_wrong_file_keeps_all_out_and_is_named_by_line(flask, world, org, folder):
    (folder / "small_quake.yaml").write_text(WRONG, encoding="utf-8")

    result = flask("scenarios", "import", str(folder), "--org", "aoba")

    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith(f"{folder}/small_quake.yaml:4: 「aliens」は使えません。")
    assert count(world, org) == 0


def test_a_refusal_can_be_read_by_a_machine_too(flask, world, org, folder):
    (folder / "small_quake.yaml").write_text(WRONG, encoding="utf-8")

    result = flask("scenarios", "import", str(folder), "--org", "aoba", "--json")

    assert result.exit_code == 1
    printed = json.loads(result.stdout)
    assert (printed["read"], printed["added"]) == (2, 0)
    (refused,) = printed["refused"]
    assert (refused["file"], refused["row"], refused["field"]) == (f"{folder}/small_quake.yaml", 4, "hazard")
    assert refused["reason"].startswith("「aliens」は使えません。")
    assert count(world, org) == 0


def test_a_code_in_use_is_refused_in_words_and_for_machines(flask, world, org, folder):
    flask("scenarios", "import", str(folder / "small_quake.yaml"), "--org", "aoba")
    (folder / "second.yml").write_bytes(another("second", "SC-T-01").data)

    result = flask("scenarios", "import", str(folder / "second.yml"), "--org", "aoba", "--json")

    assert result.exit_code == 1
    assert "「small_quake」が使っています" in result.stderr
    (refused,) = json.loads(result.stdout)["refused"]
    assert (refused["file"], refused["field"]) == ("second", "code")
    assert "「small_quake」が使っています" in refused["reason"]
    assert count(world, org) == 1


def test_an_unknown_organisation_is_refused(flask, folder):
    result = flask("scenarios", "import", str(folder), "--org", "nobody")

    assert result.exit_code == 1
    assert "nobody" in result.stderr


def test_an_import_goes_into_one_organisation_only(flask, world, org, outsider, folder):
    flask("scenarios", "import", str(folder), "--org", "aoba")

    with world.inside(outsider.org):
        assert queries.choices() == ()


def test_the_library_is_valid(flask):
    result = flask("scenarios", "validate", str(SEED))

    assert result.exit_code == 0
    assert result.stdout == "12件のシナリオを確かめました。問題はありません。\n"
    assert json.loads(flask("scenarios", "validate", str(SEED), "--json").stdout) == {
        "read": 12,
        "refused": [],
        "warnings": [],
    }


def test_validating_names_every_problem(flask, files):
    path = files / "small_quake.yaml"
    path.write_text(changed("tasks: [T1]", "tasks: [T9]", WRONG), encoding="utf-8")

    result = flask("scenarios", "validate", str(path))

    assert result.exit_code == 1
    first, second = result.stderr.splitlines()
    assert first.startswith(f"{path}:4: ")
    assert second == f"{path}:42: 作業「T9」は tasks にありません。 (injects[0].tasks[0])"


def test_a_folder_without_scenarios_is_refused(flask, files):
    result = flask("scenarios", "validate", str(files))

    assert result.exit_code == 1
    assert str(files) in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["import", str(SEED)], id="no organisation"),
        pytest.param(["import", "--org", "aoba"], id="no file"),
        pytest.param(["validate", "missing.yaml"], id="a file that is not there"),
    ],
)
def test_wrong_usage_ends_with_two(flask, arguments):
    assert flask("scenarios", *arguments).exit_code == 2


def test_a_very_large_file_is_not_read_to_its_end(flask, files):
    path = files / "large.yaml"
    path.write_bytes(b"# " + b"x" * 3_000_000)

    result = flask("scenarios", "validate", str(path))

    assert result.exit_code == 1
    assert "ファイルが大きすぎます" in result.stderr
