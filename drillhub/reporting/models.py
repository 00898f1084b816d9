"""Rows of reporting: what people write for a report, the editions a report was approved as, and their files."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from drillhub.core.append_only import append_only
from drillhub.core.database import INTERNAL, PERSONAL, PUBLIC, Base
from drillhub.core.tenancy import OrgOwned, same_org
from drillhub.reporting.status_ratings import StatusItem, StatusRating


class ReportKind(enum.StrEnum):
    """annual: 年次実施状況報告書. status: 実施状況報告書. renewal: 更新審査の改善履歴."""

    ANNUAL = "annual"
    STATUS = "status"
    RENEWAL = "renewal"


class ReportNote(OrgOwned, Base):
    """What cannot be counted: who made and checked the report of a period, and the management's comment."""

    __tablename__ = "report_notes"
    __table_args__ = (UniqueConstraint("org_id", "kind", "period"),)

    kind: Mapped[ReportKind] = mapped_column(info=INTERNAL)
    period: Mapped[str] = mapped_column(String(40), info=INTERNAL)  # Period.key
    prepared_by: Mapped[str] = mapped_column(String(100), default="", info=PERSONAL)
    checked_by: Mapped[str] = mapped_column(String(100), default="", info=PERSONAL)
    comment: Mapped[str] = mapped_column(Text, default="", info=INTERNAL)
    changed_at: Mapped[datetime] = mapped_column(info=INTERNAL)


class StatusRow(OrgOwned, Base):
    """A row of the 実施状況報告書 of a plan, as a person confirmed it; without a row the proposal is shown.

    proposed: the rating that the records spoke for then. text: what was done. reason, policy: why it fell short and
    how it will be improved (△ and ×). planned_start: the month in which it begins, as 2027-04 (未着手). version:
    raised with every change; a change names the version it saw.
    """

    __tablename__ = "status_rows"
    __table_args__ = (
        same_org("plan_id", "plans"),
        UniqueConstraint("org_id", "plan_id", "item"),
        CheckConstraint(
            "rating NOT IN ('insufficient', 'hardly') OR (reason <> '' AND policy <> '')",
            name="short_of_plan_has_reason_and_policy",
        ),
        CheckConstraint("rating <> 'not_started' OR planned_start <> ''", name="not_started_has_its_month"),
    )

    plan_id: Mapped[int] = mapped_column(info=PUBLIC)
    item: Mapped[StatusItem] = mapped_column(info=INTERNAL)
    rating: Mapped[StatusRating] = mapped_column(info=INTERNAL)
    proposed: Mapped[str] = mapped_column(String(40), info=INTERNAL)  # a StatusRating
    text: Mapped[str] = mapped_column(String(2000), default="", info=INTERNAL)
    reason: Mapped[str] = mapped_column(String(2000), default="", info=INTERNAL)
    policy: Mapped[str] = mapped_column(String(2000), default="", info=INTERNAL)
    planned_start: Mapped[str] = mapped_column(String(7), default="", info=INTERNAL)
    confirmed_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    confirmed_by: Mapped[str] = mapped_column(String(201), info=PERSONAL)
    version: Mapped[int] = mapped_column(default=1, info=PUBLIC)


@append_only
class ReportEdition(OrgOwned, Base):
    """A report as it was approved, written once. Approving again makes a further edition, with its reason.

    content: the whole report as canonical JSON (`ReportType.to_text`); every export is made from it alone. digest: its
    SHA-256.
    """

    __tablename__ = "report_editions"
    __table_args__ = (
        same_org("approved_by_id", "people"),
        UniqueConstraint("org_id", "kind", "period", "number"),
        CheckConstraint("number > 0", name="number_counts_from_one"),
        CheckConstraint("number = 1 OR reason <> ''", name="a_further_edition_has_its_reason"),
    )

    kind: Mapped[ReportKind] = mapped_column(info=INTERNAL)
    period: Mapped[str] = mapped_column(String(40), info=INTERNAL)  # Period.key
    number: Mapped[int] = mapped_column(info=INTERNAL)
    language: Mapped[str] = mapped_column(String(8), info=INTERNAL)
    content: Mapped[str] = mapped_column(Text, info=PERSONAL)
    digest: Mapped[str] = mapped_column(String(64), info=INTERNAL)
    reason: Mapped[str] = mapped_column(String(500), default="", info=INTERNAL)
    gap_count: Mapped[int] = mapped_column(info=INTERNAL)
    approved_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    approved_by_id: Mapped[int] = mapped_column(index=True, info=PERSONAL)
    approved_by: Mapped[str] = mapped_column(String(201), info=PERSONAL)


@append_only
class EditionFile(OrgOwned, Base):
    """A file that an edition was printed as, written once: a later layout, font or library changes nothing of it.

    format: `pdf` or `xlsx`. sha256: of the bytes.
    """

    __tablename__ = "edition_files"
    __table_args__ = (same_org("edition_id", "report_editions"), UniqueConstraint("org_id", "edition_id", "format"))

    edition_id: Mapped[int] = mapped_column(info=PUBLIC)
    format: Mapped[str] = mapped_column(String(10), info=PUBLIC)
    sha256: Mapped[str] = mapped_column(String(64), info=INTERNAL)
    data: Mapped[bytes] = mapped_column(LargeBinary, info=PERSONAL)
    printed_at: Mapped[datetime] = mapped_column(info=INTERNAL)
