"""The wall between organisations.

A session is bound to exactly one organisation before it touches a row of one. Behind that stand, each on its own:

1. every statement on tenant tables is refused while no organisation is bound;
2. ORM reads, updates and deletes get `org_id = <bound>` added;
3. Core statements, which that addition cannot reach, are refused on tenant tables;
4. a flush of a row of another organisation is refused; a new row gets the bound organisation;
5. a session never changes its organisation;
6. foreign keys between tenant rows are composite, so that a reference cannot leave its organisation;
7. on PostgreSQL row-level security repeats it all in the database (`policies` below).

The few tables that must be readable before the organisation is known are in `drillhub.core.directory`.
"""

from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Integer, Table, UniqueConstraint, event, inspect, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import (
    LoaderCallableStatus,
    Mapped,
    ORMExecuteState,
    Session,
    SessionTransaction,
    mapped_column,
    with_loader_criteria,
)
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import TextClause

from drillhub.core.database import PUBLIC, Base, db

DIRECTORY_TABLE = "directory_organisations"
_BOUND = "org_id"
_FILLED_IN = "drillhub_org_id_filled_in"


class WallError(RuntimeError):
    """A programming mistake at the wall between organisations. Never shown to a person as more than a 500."""


class NoOrganisationBound(WallError):
    """A tenant table was about to be touched by a session that belongs to no organisation yet."""


class AnotherOrganisation(WallError):
    """A session was about to change its organisation, or to write a row of another one."""


class StatementNotGuarded(WallError):
    """A statement on tenant tables that the wall cannot narrow to one organisation."""


class OrgOwned:
    """Mixin of every row that belongs to an organisation: `id`, `org_id`, and the key that references use."""

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-2, info=PUBLIC)

    org_id: Mapped[int] = mapped_column(Integer, ForeignKey(f"{DIRECTORY_TABLE}.id"), sort_order=-1, info=PUBLIC)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if "__tablename__" in cls.__dict__:
            arguments: Any = cls.__dict__.get("__table_args__", ())
            options = {}
            if isinstance(arguments, dict):
                arguments, options = (), arguments
            elif arguments and isinstance(arguments[-1], dict):
                arguments, options = arguments[:-1], arguments[-1]
            key = UniqueConstraint("org_id", "id", name=f"uq_{cls.__dict__['__tablename__']}_org_id_id")
            # AUTOINCREMENT: an id that was once seen in a record or a link is never given to another row.
            marks = {"sqlite_autoincrement": True, "info": {"tenant": True}}
            cls.__table_args__ = (key, *arguments, {**marks, **options})  # type: ignore[attr-defined]
        super().__init_subclass__(**kwargs)


def same_org(column: str, target_table: str, *, ondelete: str | None = None) -> ForeignKeyConstraint:
    """A reference to a row of the same organisation: (org_id, column) → (target.org_id, target.id).

    A plain foreign key would accept another organisation's row. ondelete as in SQL; the default refuses to
    delete a row that is still referred to.
    """
    return ForeignKeyConstraint(
        ["org_id", column],
        [f"{target_table}.org_id", f"{target_table}.id"],
        ondelete=ondelete,
    )


def bind(org_id: int, session: Session | None = None) -> None:
    """Bind the session of this request, command or job to an organisation, for its whole life.

    Raises AnotherOrganisation when it is bound to a different one already.
    """
    session = session or db.session()
    bound = session.info.get(_BOUND)
    if bound is not None and bound != org_id:
        raise AnotherOrganisation(f"session of organisation {bound} asked to become {org_id}")
    session.info[_BOUND] = org_id
    if session.in_transaction():
        _tell_database(session.connection(), org_id)


def bound_org_id() -> int:
    """The organisation of this session. Raises NoOrganisationBound."""
    org_id = db.session().info.get(_BOUND)
    if not isinstance(org_id, int):
        raise NoOrganisationBound("this session is bound to no organisation")
    return org_id


def release() -> None:
    """End the session together with its binding, so that the next piece of work starts with a new one."""
    db.session().info.pop(_BOUND, None)
    db.session.remove()


def tenant_tables() -> list[Table]:
    """All tables behind the wall, by name."""
    return sorted(
        (table for table in Base.metadata.tables.values() if table.info.get("tenant")),
        key=lambda table: table.name,
    )


def insert_if_absent(model: type[OrgOwned], *, unique: tuple[str, ...], **values: Any) -> bool:
    """Insert a row unless one with the same unique columns exists; say whether it was inserted.

    unique: the columns beside org_id of the unique constraint. Safe against another process doing the same:
    on PostgreSQL it waits for a competing transaction to end.
    """
    return bool(insert_all(model, [values], unique=unique))


def insert_all(
    model: type[OrgOwned], rows: list[dict[str, Any]], *, unique: tuple[str, ...] | None = None
) -> list[int]:
    """Insert many rows of the bound organisation in one statement; gives the ids of the new ones, in no order.

    unique: leave out what exists already, as `insert_if_absent` does.
    """
    if not rows:
        return []
    dialect = sqlite if db.session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(model)
    if unique is not None:
        statement = statement.on_conflict_do_nothing(index_elements=["org_id", *unique])
    org_id = bound_org_id()
    ids = db.session.scalars(
        statement.returning(model.id),
        [{"org_id": org_id, **row} for row in rows],
        execution_options={_FILLED_IN: True},
    )
    return list(ids)


# --- Guards in the session ------------------------------------------------------------------------------------


@event.listens_for(Session, "do_orm_execute")
def _guard_statement(state: ORMExecuteState) -> None:
    if isinstance(state.statement, TextClause):
        raise StatementNotGuarded("a text statement passes the wall unseen")
    touched = _touched_tenant_tables(state.statement)
    if not touched:
        return
    org_id = state.session.info.get(_BOUND)
    if org_id is None:
        raise NoOrganisationBound(f"{touched} touched by a session that is bound to no organisation")
    if state.is_insert:
        if not state.execution_options.get(_FILLED_IN):
            raise StatementNotGuarded(f"insert into {touched}: use session.add or insert_all")
    elif not state.is_orm_statement:
        raise StatementNotGuarded(f"a Core statement on {touched} cannot be narrowed to one organisation")
    else:
        state.statement = narrow(state.statement, org_id)


def narrow(statement: Any, org_id: int) -> Any:
    """Add `org_id = …` for every tenant entity of an ORM statement, in subqueries and aliases too."""
    return statement.options(with_loader_criteria(OrgOwned, lambda cls: cls.org_id == org_id, include_aliases=True))


def _touched_tenant_tables(statement: Any) -> str:
    """Names of the tenant tables in a statement, or "" when there is none."""
    tables = {element for element in visitors.iterate(statement) if isinstance(element, Table)}
    target = getattr(statement, "table", None)
    if isinstance(target, Table):
        tables.add(target)
    return ", ".join(sorted(table.name for table in tables if table.info.get("tenant")))


@event.listens_for(Session, "before_flush")
def _guard_flush(session: Session, _context: object, _instances: object) -> None:
    for row in [*session.new, *session.dirty, *session.deleted]:
        if not isinstance(row, OrgOwned):
            continue
        org_id = _require_bound(session)
        if row in session.new and inspect(row).attrs.org_id.loaded_value in (None, LoaderCallableStatus.NO_VALUE):
            row.org_id = org_id
        elif row.org_id != org_id:
            raise AnotherOrganisation(f"{type(row).__name__} of organisation {row.org_id}")


def _require_bound(session: Session) -> int:
    org_id = session.info.get(_BOUND)
    if not isinstance(org_id, int):
        raise NoOrganisationBound("a row of an organisation was about to be written by an unbound session")
    return org_id


@event.listens_for(Session, "after_begin")
def _bind_transaction(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    org_id = session.info.get(_BOUND)
    if org_id is not None:
        _tell_database(connection, org_id)


def _tell_database(connection: Connection, org_id: int) -> None:
    """Set the organisation for this transaction only: a pooled connection must not carry it on."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT set_config('app.org_id', :org_id, true)"), {"org_id": str(org_id)})


# --- Row-level security ---------------------------------------------------------------------------------------


def policies(table: str) -> tuple[str, ...]:
    """SQL (PostgreSQL) that puts one table behind the wall; for migrations.

    FORCE, so that the owner is held too. `current_setting` without a default: a missing organisation raises
    instead of showing an empty table.
    """
    rule = "org_id = current_setting('app.org_id')::bigint"
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY one_organisation ON {table} USING ({rule}) WITH CHECK ({rule})",
    )
