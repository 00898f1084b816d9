"""The first pages of learning: how far people are, the list of quizzes, and one's own."""

from flask import render_template
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.learning import overview, queries
from drillhub.web.doors import me, page_number, requires, signed_in, today
from drillhub.web.learning.blueprint import TEACHERS, bp


@bp.get("/learning")
@signed_in
def index() -> ResponseReturnValue:
    """Whoever gives quizzes to people sees how far they are; everyone else sees their own."""
    if not me().acts_as(*TEACHERS):
        return _mine()
    return render_template("learning/index.html", page=overview.assignments(page=page_number()), today=today())


@bp.get("/learning/quizzes")
@requires(*TEACHERS)
def quizzes() -> ResponseReturnValue:
    return render_template("learning/quizzes.html", page=overview.quizzes(page=page_number()))


@bp.get("/learning/mine")
@signed_in
def mine() -> ResponseReturnValue:
    return _mine()


def _mine() -> str:
    found = queries.my_quizzes(me().person_id, at=clock.now(), page=page_number())
    return render_template("learning/mine.html", mine=found, teaches=me().acts_as(*TEACHERS))
