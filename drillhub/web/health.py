"""Is the process alive, can it work: for load balancers and operators."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from drillhub.core.i18n import _
from drillhub.core.schema import schema_problem
from drillhub.scheduling import lease
from drillhub.web.doors import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    return jsonify({"status": "ok"})


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Whether requests and the timetable can work. A database that is away answers 503 by its own handler."""
    problems = []
    if problem := schema_problem():
        problems.append(problem)
    elif not lease.is_fresh():
        problems.append(_("予定を動かすプロセスがありません。flask scheduler run を起動してください。"))
    return jsonify({"status": "not ready" if problems else "ok", "problems": problems}), 503 if problems else 200
