"""The blueprint that all pages of learning share, and who works with quizzes."""

from typing import Final

from flask import Blueprint, current_app, url_for

from drillhub.identity.roles import Role

bp = Blueprint("learning", __name__)

# Who makes quizzes, gives them to people and follows how it goes.
TEACHERS: Final = (Role.TRAINER, Role.GENERAL_AFFAIRS)


def personal_address(token: str) -> str:
    """The page that a personal link opens, as it stands in a mail."""
    base = current_app.config["DRILLHUB"].base_url
    return f"{base}{url_for('learning.cover_by_link', token=token)}"
