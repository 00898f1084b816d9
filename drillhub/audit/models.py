"""Rows of the audit trail. Neither is ever updated or deleted (see `append_only`)."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from drillhub.core.append_only import append_only
from drillhub.core.database import INTERNAL, PERSONAL, PUBLIC, Base
from drillhub.core.tenancy import OrgOwned, same_org


@append_only
class AuditEntry(OrgOwned, Base):
    """One act. facts: ids, counts and codes; no text that a person wrote, so that erasure needs no change here."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_subject", "org_id", "subject_type", "subject_id"),)

    action: Mapped[str] = mapped_column(String(80), info=INTERNAL)
    at: Mapped[datetime] = mapped_column(info=INTERNAL)
    actor_id: Mapped[int | None] = mapped_column(info=PERSONAL)
    actor_name: Mapped[str] = mapped_column(String(200), info=PERSONAL)
    via: Mapped[str] = mapped_column(String(20), info=INTERNAL)
    subject_type: Mapped[str] = mapped_column(String(60), info=INTERNAL)
    subject_id: Mapped[int | None] = mapped_column(info=INTERNAL)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict, info=INTERNAL)


@append_only
class AuditSeal(OrgOwned, Base):
    """A link of the organisation's hash chain: the digest of one entry and of the seal before it."""

    __tablename__ = "audit_seals"
    __table_args__ = (
        same_org("entry_id", "audit_entries"),
        UniqueConstraint("org_id", "number"),
        UniqueConstraint("org_id", "entry_id"),
        CheckConstraint("number > 0", name="number_counts_from_one"),
    )

    number: Mapped[int] = mapped_column(info=PUBLIC)
    entry_id: Mapped[int] = mapped_column(info=PUBLIC)
    digest: Mapped[str] = mapped_column(String(64), info=INTERNAL)
    sealed_at: Mapped[datetime] = mapped_column(info=INTERNAL)
