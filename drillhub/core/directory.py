"""The small directory outside the wall: what must be known before the organisation is known.

It holds no tenant content: slugs, and digests of sign-in names, sessions and links, each pointing to an
organisation. A digest is keyed with the server's secret, so a copy of the table does not reveal who works where.
"""

import enum
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from drillhub.core.database import PERSONAL, PUBLIC, Base, db


class DirectoryOrganisation(Base):
    """An organisation as the outside knows it. Its id is the org_id of every row behind the wall."""

    __tablename__ = "directory_organisations"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True, info=PUBLIC)
    slug: Mapped[str] = mapped_column(String(40), unique=True, info=PUBLIC)
    created_at: Mapped[datetime] = mapped_column(info=PUBLIC)


class KeyKind(enum.StrEnum):
    """What a directory key was made from."""

    SIGN_IN_NAME = "sign_in_name"  # a mail address
    SESSION = "session"
    LINK = "link"


class DirectoryKey(Base):
    """A digest that leads to an organisation and a person or row in it, without saying anything about them."""

    __tablename__ = "directory_keys"
    __table_args__ = (
        # One mail address may belong to people of two companies, so the organisation is part of the key.
        UniqueConstraint("kind", "digest", "org_id", name="uq_directory_keys_kind_digest_org_id"),
        Index("ix_directory_keys_subject", "org_id", "kind", "subject_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=PUBLIC)
    kind: Mapped[KeyKind] = mapped_column(info=PUBLIC)
    digest: Mapped[str] = mapped_column(String(64), info=PERSONAL)
    org_id: Mapped[int] = mapped_column(ForeignKey("directory_organisations.id"), info=PUBLIC)
    subject_id: Mapped[int] = mapped_column(info=PUBLIC)
    expires_at: Mapped[datetime | None] = mapped_column(info=PUBLIC)


@dataclass(frozen=True)
class Place:
    """Where a key leads. subject_id: the person for sign-in names, the session's or link's row otherwise."""

    org_id: int
    subject_id: int


def digest_of(value: str) -> str:
    """The keyed digest under which a secret or a sign-in name is stored: 64 hexadecimal characters."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, value.encode(), hashlib.sha256).hexdigest()


def organisation_of_slug(slug: str) -> int | None:
    return db.session.scalar(select(DirectoryOrganisation.id).where(DirectoryOrganisation.slug == slug))


def slug_of(org_id: int) -> str:
    """The slug of an organisation that exists."""
    return db.session.scalars(select(DirectoryOrganisation.slug).where(DirectoryOrganisation.id == org_id)).one()


def organisations() -> list[tuple[int, str]]:
    """(org_id, slug) of every organisation, oldest first: what jobs and the operator's commands walk."""
    rows = db.session.execute(
        select(DirectoryOrganisation.id, DirectoryOrganisation.slug).order_by(DirectoryOrganisation.id)
    )
    return [(row.id, row.slug) for row in rows]


def places_of(kind: KeyKind, value: str, *, at: datetime) -> list[Place]:
    """All places a key leads to. Only a sign-in name can lead to more than one."""
    rows = db.session.execute(
        select(DirectoryKey.org_id, DirectoryKey.subject_id)
        .where(DirectoryKey.kind == kind, DirectoryKey.digest == digest_of(value))
        .where(DirectoryKey.expires_at.is_(None) | (DirectoryKey.expires_at > at))
        .order_by(DirectoryKey.org_id)
    )
    return [Place(row.org_id, row.subject_id) for row in rows]


def enter(kind: KeyKind, value: str, *, org_id: int, subject_id: int, expires_at: datetime | None = None) -> None:
    """Add a key. The caller's transaction carries it together with the row it leads to."""
    enter_all(kind, {subject_id: value}, org_id=org_id, expires_at=expires_at)


def enter_all(kind: KeyKind, values: Mapping[int, str], *, org_id: int, expires_at: datetime | None = None) -> None:
    """Add many keys in one statement: subject_id → value."""
    if values:
        db.session.execute(
            insert(DirectoryKey),
            [
                {
                    "kind": kind,
                    "digest": digest_of(value),
                    "org_id": org_id,
                    "subject_id": subject_id,
                    "expires_at": expires_at,
                }
                for subject_id, value in values.items()
            ],
        )


def strike(kind: KeyKind, *, org_id: int, subject_ids: list[int]) -> None:
    """Remove all keys of these subjects: signed out, left the company, link withdrawn."""
    if subject_ids:
        db.session.execute(
            delete(DirectoryKey).where(
                DirectoryKey.kind == kind,
                DirectoryKey.org_id == org_id,
                DirectoryKey.subject_id.in_(subject_ids),
            )
        )


def forget_expired(*, at: datetime) -> None:
    """Drop keys that lead nowhere any more."""
    db.session.execute(delete(DirectoryKey).where(DirectoryKey.expires_at < at))
