"""The row of a staff file on its way from the preview to the register."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from drillhub.core.database import INTERNAL, PERSONAL, PUBLIC, Base
from drillhub.core.tenancy import OrgOwned, same_org


class StaffImport(OrgOwned, Base):
    """A staff file that was read without refusals and waits for a decision.

    content: {"table": [[row number, [cells]]]}, only the columns DrillHub uses; erased when the import was applied,
    discarded or has expired. preview_digest: what was shown; applying does exactly that or nothing.
    result: the counts of the receipt.
    """

    __tablename__ = "staff_imports"
    __table_args__ = (
        same_org("staged_by_id", "people"),
        CheckConstraint("applied_at IS NULL OR discarded_at IS NULL", name="applied_or_discarded"),
        CheckConstraint("(applied_at IS NULL) = (result IS NULL)", name="applied_with_a_result"),
        CheckConstraint("applied_at IS NULL OR content IS NULL", name="erased_when_applied"),
    )

    file_name: Mapped[str] = mapped_column(String(255), info=INTERNAL)
    sha256: Mapped[str] = mapped_column(String(64), info=PUBLIC)
    encoding: Mapped[str] = mapped_column(String(20), info=PUBLIC)
    content: Mapped[dict[str, Any] | None] = mapped_column(info=PERSONAL)
    preview_digest: Mapped[str] = mapped_column(String(64), info=PUBLIC)
    staged_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    # None for a command of the operator.
    staged_by_id: Mapped[int | None] = mapped_column(info=PERSONAL)
    expires_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    applied_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)
    discarded_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)
    result: Mapped[dict[str, Any] | None] = mapped_column(info=INTERNAL)
