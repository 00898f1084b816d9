"""Rows that are written once. What has been recorded stays; a correction is a further row."""

from typing import Any, TypeVar

from sqlalchemy import event

T = TypeVar("T", bound=type)


class WrittenOnce(RuntimeError):
    """A programming mistake: a row that is written once was about to be changed or deleted."""


def append_only(model: T) -> T:
    """Class decorator: refuse to update or delete rows of this model.

    The ORM refuses it here; migrations add triggers that refuse it in the database too (`append_only_tables`).
    """

    def refuse(_mapper: Any, _connection: Any, row: Any) -> None:
        raise WrittenOnce(f"{type(row).__name__} {row.id} is written once")

    event.listen(model, "before_update", refuse)
    event.listen(model, "before_delete", refuse)
    model.__table__.info["append_only"] = True  # type: ignore[attr-defined]
    return model


def triggers(table: str, dialect: str) -> tuple[str, ...]:
    """SQL that makes the database itself refuse UPDATE and DELETE on a table; for migrations."""
    if dialect == "sqlite":
        return tuple(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for verb in ("UPDATE", "DELETE")
        )
    return (
        f"CREATE TRIGGER {table}_written_once BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    )


# The function behind the triggers on PostgreSQL; created once, before the first of them.
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""
