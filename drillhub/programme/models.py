"""What the company chose for the rules of the year."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from drillhub.core.append_only import append_only
from drillhub.core.database import INTERNAL, PERSONAL, Base
from drillhub.core.tenancy import OrgOwned, same_org
from drillhub.identity.models import Site


@append_only
class CadenceChoice(OrgOwned, Base):
    """What the company chose for a cadence rule, for all of it or for one site. A change is a further choice.

    It holds from the fiscal year on that `valid_from` belongs to: years before keep what was chosen then. name and
    the types are of a rule of the company's own.
    """

    __tablename__ = "cadence_choices"
    __table_args__ = (
        same_org("site_id", "sites"),
        UniqueConstraint("org_id", "rule_id", "number"),
        CheckConstraint("per_year BETWEEN 1 AND 12", name="a_number_of_the_year"),
        CheckConstraint("days BETWEEN 1 AND 90", name="days_are_few"),
    )

    rule_id: Mapped[str] = mapped_column(String(20), info=INTERNAL)
    number: Mapped[int] = mapped_column(info=INTERNAL)  # counts up for each rule, over all sites
    site_id: Mapped[int | None] = mapped_column(index=True, info=INTERNAL)  # None: the whole company
    site: Mapped[Site | None] = relationship(foreign_keys=[site_id])
    is_on: Mapped[bool] = mapped_column(info=INTERNAL)
    per_year: Mapped[int | None] = mapped_column(info=INTERNAL)
    days: Mapped[int | None] = mapped_column(info=INTERNAL)
    months: Mapped[list[int]] = mapped_column(default=list, info=INTERNAL)  # 1-12, none: spread over the year
    name: Mapped[str] = mapped_column(String(100), default="", info=INTERNAL)
    drill_types: Mapped[list[str]] = mapped_column(default=list, info=INTERNAL)
    note: Mapped[str] = mapped_column(String(500), default="", info=INTERNAL)
    valid_from: Mapped[date] = mapped_column(info=INTERNAL)
    created_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    created_by_name: Mapped[str] = mapped_column(String(200), info=PERSONAL)
