"""`flask admin invite`: the first administrator, however often it takes."""

import json
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from drillhub.audit import OPERATOR
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.identity import passwords, services
from drillhub.identity.models import Person
from tests.support.world import Org, World

NAME = "小林 由美"


def invite(app: Flask, name: str = NAME) -> dict[str, str]:
    result = app.test_cli_runner().invoke(args=["admin", "invite", "--org", "aoba", "--name", name, "--json"])
    assert result.exit_code == 0, result.output
    told: dict[str, str] = json.loads(result.stdout)
    return told


def in_the_register(world: World, org: Org) -> list[tuple[str, str]]:
    with world.inside(org):
        return [(row.employee_number, row.name) for row in db.session.scalars(select(Person).order_by(Person.id))]


def test_inviting_again_renews_the_link_and_enters_nobody_twice(app: Flask, world: World, org: Org) -> None:
    first, second = invite(app), invite(app, "小林  由美 ")
    assert in_the_register(world, org) == [("admin-1", NAME)]
    browser = world.browser()
    assert browser.get(urlsplit(first["url"]).path).status_code == 404
    assert browser.get(urlsplit(second["url"]).path).status_code == 200


def test_while_nobody_can_sign_in_another_name_is_another_administrator(app: Flask, world: World, org: Org) -> None:
    assert (invite(app)["employee_number"], invite(app, "青葉 隆志")["employee_number"]) == ("admin-1", "admin-2")


def test_once_an_administrator_signs_in_others_are_invited_on_the_page(app: Flask, world: World, org: Org) -> None:
    invite(app)
    with world.changing(org):
        kobayashi = db.session.scalars(select(Person)).one()
        services.set_password(kobayashi, passwords.make_hash("kawa-hoshi-matsu-umi"), by=OPERATOR, at=clock.now())
    runner: FlaskCliRunner = app.test_cli_runner()
    refused = runner.invoke(args=["admin", "invite", "--org", "aoba", "--name", "青葉 隆志"])
    assert refused.exit_code == 1
    assert "すでに小林 由美さん（社員番号 admin-1）が管理者としてサインインできます" in refused.stderr
    assert in_the_register(world, org) == [("admin-1", NAME)]
    # Who has forgotten the password is let in again under the same name.
    assert world.browser().get(urlsplit(invite(app)["url"]).path).status_code == 200


def test_the_command_says_what_to_sign_in_with_and_the_link_alone_is_its_output(app: Flask, org: Org) -> None:
    result = app.test_cli_runner().invoke(args=["admin", "invite", "--org", "AOBA", "--name", NAME])
    assert urlsplit(result.stdout.strip()).path.startswith("/activate/")
    assert "会社コード aoba と社員番号 admin-1" in result.stderr
