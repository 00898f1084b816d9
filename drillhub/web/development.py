"""The component page, in development alone."""

from flask import Blueprint

bp = Blueprint("development", __name__)
