"""Home: what there is to do today, per role."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from drillhub.web.doors import signed_in

bp = Blueprint("home", __name__)


@bp.get("/")
@signed_in
def page() -> ResponseReturnValue:
    return render_template("home/page.html", cards=[])


@bp.get("/menu")
@signed_in
def menu() -> ResponseReturnValue:
    return render_template("home/menu.html")
