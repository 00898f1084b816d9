"""Whether the database has the shape this version of the program needs."""

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app

from drillhub.core.database import db
from drillhub.core.i18n import _


def schema_problem() -> str | None:
    """One sentence on what to do, or None when program and database fit."""
    scripts = ScriptDirectory(current_app.extensions["migrate"].directory)
    wanted = scripts.get_current_head()
    found = current_revision()
    if found == wanted:
        return None
    if found is None or found in {script.revision for script in scripts.walk_revisions()}:
        return str(_("データベースが古い形式です。flask db upgrade を実行してから、起動してください。"))
    return str(_("データベースは新しい版のDrillHubのものです。この版では起動できません。新しい版を使ってください。"))


def current_revision() -> str | None:
    """The revision the database is at; None for an empty one."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
