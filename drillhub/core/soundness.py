"""What an operator must know about the database, each finding as one sentence: for `flask doctor`."""

from sqlalchemy import text

from drillhub.core.database import db
from drillhub.core.i18n import _
from drillhub.core.tenancy import tenant_tables


def database_problems() -> list[str]:
    """What is wrong with the database itself. Reads all of it on SQLite, which can take minutes."""
    return _sqlite_problems() if db.engine.dialect.name == "sqlite" else _postgresql_problems()


def database_advice() -> list[str]:
    """What works now and will not for long."""
    if db.engine.dialect.name == "sqlite":
        return []
    with db.engine.connect() as connection:
        if connection.execute(text("SHOW autovacuum")).scalar() == "on":
            return []
    return [_("PostgreSQLの autovacuum が off です。記録が増えると画面が遅くなるので on にしてください。")]


def _sqlite_problems() -> list[str]:
    problems = []
    with db.engine.connect() as connection:
        if connection.execute(text("PRAGMA integrity_check")).scalar() != "ok":
            problems.append(_("データベースのファイルが壊れています。最新のバックアップから戻してください。"))
        if broken := len(connection.execute(text("PRAGMA foreign_key_check")).all()):
            problems.append(_("つながりの切れた記録が%(count)s件あります。", count=broken))
    return problems


def _postgresql_problems() -> list[str]:
    problems = []
    with db.engine.connect() as connection:
        if connection.execute(text("SHOW fsync")).scalar() == "off":
            problems.append(_("PostgreSQLの fsync が off です。停電で記録を失うので on にしてください。"))
        role = connection.execute(
            text("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        ).one()
        if any(role):
            problems.append(
                _("DRILLHUB_DATABASE_URL の役割は、組織どうしの壁を越えられます。権限の少ない役割にしてください。")
            )
        tables = [table.name for table in tenant_tables()]
        unguarded = connection.execute(
            text(
                "SELECT relname FROM pg_class WHERE relname = ANY(:tables) AND relkind = 'r'"
                " AND NOT (relrowsecurity AND relforcerowsecurity) ORDER BY relname"
            ),
            {"tables": tables},
        ).scalars()
        for name in unguarded:
            problems.append(
                _("表 %(name)s に行レベルの保護がありません。flask db upgrade を実行してください。", name=name)
            )
    return problems
