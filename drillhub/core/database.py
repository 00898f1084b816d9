"""The database: one declarative base, the types of columns, and the engine's settings on SQLite and PostgreSQL."""

import enum
import json
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Dialect, Engine, Enum, MetaData, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator, TypeEngine

from drillhub.core.private_files import make_private

# How much care a column's content needs. Every column carries one of these marks (a test walks all of them):
# exports, logs, retention and erasure are decided by it.
PUBLIC: Final[dict[str, Any]] = {"data_class": "public"}  # keys, technical values, what anyone may know
INTERNAL: Final[dict[str, Any]] = {"data_class": "internal"}  # business content of the organisation
PERSONAL: Final[dict[str, Any]] = {"data_class": "personal"}  # names, contacts, who did what
SENSITIVE: Final[dict[str, Any]] = {"data_class": "sensitive"}  # injury, health, home, family; secrets


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Takes and gives aware UTC values; a naive one is a programming mistake and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: instants are aware UTC")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# One type for stored structures: JSON text on SQLite, JSONB on PostgreSQL.
JsonValue: TypeEngine[Any] = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

# Text that must come back byte for byte (frozen snapshots whose digest was taken) is stored as TEXT by its owner,
# not as JSON: JSONB reorders keys.


class Base(DeclarativeBase):
    """Base of all models. Plain SQLAlchemy, so that models import without Flask."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            datetime: UtcDateTime(),
            dict[str, Any]: JsonValue,
            list[str]: JsonValue,
            list[int]: JsonValue,
            enum.StrEnum: Enum(
                enum.StrEnum,
                native_enum=False,
                create_constraint=True,
                length=40,
                values_callable=lambda kind: [member.value for member in kind],
            ),
        },
    )


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})


def engine_options(url: str, *, threads: int = 16) -> dict[str, Any]:
    """Options for the engine of this address. threads: how many requests may hold a connection at once."""
    options: dict[str, Any] = {
        "json_serializer": lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True),
    }
    if url.startswith("postgresql"):
        options |= {"pool_size": threads, "max_overflow": 4, "pool_pre_ping": True}
    else:
        options |= {"pool_size": threads, "max_overflow": 4}
    return options


@event.listens_for(Engine, "connect")
def _set_up_sqlite(connection: Any, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    # We send BEGIN ourselves (below), so that a write takes its lock before the first SELECT.
    connection.isolation_level = None
    cursor = connection.cursor()
    if file := cursor.execute("PRAGMA database_list").fetchone()[2]:
        make_private(Path(file))  # before the write-ahead log, which takes after it
    cursor.execute("PRAGMA journal_mode=WAL")
    # FULL, not NORMAL: what was acknowledged must survive a power cut.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        writes = connection.get_execution_options().get("write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def data_class_of(info: Mapping[Any, Any]) -> str | None:
    """The mark of a column (`column.info`), or None when it carries none."""
    value = info.get("data_class")
    return value if isinstance(value, str) else None
