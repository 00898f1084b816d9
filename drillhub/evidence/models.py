"""Rows of evidence files."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, Enum, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from drillhub.core.database import INTERNAL, PERSONAL, PUBLIC, Base
from drillhub.core.tenancy import OrgOwned, same_org
from drillhub.evidence.file_types import FileType


class SubjectKind(enum.StrEnum):
    """What a file is evidence of. The rooms above own the rows; evidence knows them by kind and id alone."""

    DRILL = "drill"
    COMMITMENT = "commitment"
    PROPOSAL = "proposal"


class EvidenceFile(OrgOwned, Base):
    """A file kept as evidence. What was kept never changes; a file that should not count is withdrawn, not deleted.

    sha256: of the original, which names it in the store. copy_sha256, copy_type: the copy without metadata that is
    shown in its place; None for what is no picture.
    """

    __tablename__ = "evidence_files"
    __table_args__ = (
        same_org("added_by_id", "people"),
        same_org("withdrawn_by_id", "people"),
        UniqueConstraint("org_id", "number"),
        CheckConstraint("size_bytes > 0", name="holds_something"),
        CheckConstraint("(copy_sha256 IS NULL) = (copy_type IS NULL)", name="copy_with_its_type"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawn_with_a_reason"),
        Index("ix_evidence_files_subject", "org_id", "subject_kind", "subject_id"),
    )

    number: Mapped[int] = mapped_column(info=INTERNAL)
    subject_kind: Mapped[SubjectKind] = mapped_column(info=INTERNAL)
    subject_id: Mapped[int] = mapped_column(info=INTERNAL)
    file_name: Mapped[str] = mapped_column(String(255), info=PERSONAL)
    file_type: Mapped[FileType] = mapped_column(info=INTERNAL)
    size_bytes: Mapped[int] = mapped_column(info=INTERNAL)
    sha256: Mapped[str] = mapped_column(String(64), info=PUBLIC)
    copy_sha256: Mapped[str | None] = mapped_column(String(64), info=PUBLIC)
    # A name of its own: the constraints of two columns of one table cannot share one.
    copy_type: Mapped[FileType | None] = mapped_column(
        Enum(
            FileType,
            name="copytype",
            native_enum=False,
            create_constraint=True,
            length=40,
            values_callable=lambda kind: [member.value for member in kind],
        ),
        info=INTERNAL,
    )
    note: Mapped[str] = mapped_column(String(500), default="", info=PERSONAL)
    added_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    # None for a command of the operator.
    added_by_id: Mapped[int | None] = mapped_column(info=PERSONAL)
    withdrawn_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)
    withdrawn_by_id: Mapped[int | None] = mapped_column(info=PERSONAL)
    withdrawn_reason: Mapped[str | None] = mapped_column(String(500), info=PERSONAL)

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None
