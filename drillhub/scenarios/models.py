"""Rows of the scenario library."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from drillhub.core.append_only import append_only
from drillhub.core.database import INTERNAL, PERSONAL, PUBLIC, Base
from drillhub.core.i18n import LazyString, _l
from drillhub.core.tenancy import OrgOwned, same_org
from drillhub.scenarios.content import ScenarioContent, in_language, parse_canonical
from drillhub.scenarios.vocabulary import Completeness
from drillhub.vocabulary import DrillType, Hazard


class ScenarioOrigin(StrEnum):
    """Who wrote the current content. A library scenario that the company changes becomes the company's."""

    LIBRARY = "library"
    COMPANY = "company"

    @property
    def label(self) -> LazyString:
        return _ORIGIN_LABELS[self]


_ORIGIN_LABELS = {ScenarioOrigin.LIBRARY: _l("付属のひな形"), ScenarioOrigin.COMPANY: _l("自社のシナリオ")}


class Scenario(OrgOwned, Base):
    """A scenario by its stable name. What it says is in its versions; the current one is offered for new drills."""

    __tablename__ = "scenarios"
    __table_args__ = (
        UniqueConstraint("org_id", "slug"),
        UniqueConstraint("org_id", "code"),
        CheckConstraint("current_number > 0", name="number_counts_from_one"),
    )

    slug: Mapped[str] = mapped_column(String(60), info=INTERNAL)
    code: Mapped[str] = mapped_column(String(40), info=INTERNAL)
    origin: Mapped[ScenarioOrigin] = mapped_column(info=INTERNAL)
    # The version's number, not its id: the two tables would need each other's rows to exist first.
    current_number: Mapped[int] = mapped_column(info=INTERNAL)
    created_at: Mapped[datetime] = mapped_column(info=INTERNAL)


@append_only
class ScenarioVersion(OrgOwned, Base):
    """One content of a scenario, as it was imported. Drills keep pointing to the version they were planned with.

    body: canonical JSON, byte for byte what `digest` (SHA-256) was taken of. The other columns repeat from it what
    lists show and filter by.
    """

    __tablename__ = "scenario_versions"
    __table_args__ = (
        same_org("scenario_id", "scenarios"),
        same_org("created_by_id", "people"),
        UniqueConstraint("org_id", "scenario_id", "number"),
        UniqueConstraint("org_id", "scenario_id", "digest"),
        CheckConstraint("number > 0", name="number_counts_from_one"),
        CheckConstraint("group_min BETWEEN 1 AND group_max", name="group_size_in_order"),
    )

    scenario_id: Mapped[int] = mapped_column(info=PUBLIC)
    scenario: Mapped[Scenario] = relationship(foreign_keys=[scenario_id])
    number: Mapped[int] = mapped_column(info=INTERNAL)
    digest: Mapped[str] = mapped_column(String(64), info=INTERNAL)
    body: Mapped[str] = mapped_column(Text, info=INTERNAL)
    title_ja: Mapped[str] = mapped_column(Text, info=INTERNAL)
    title_en: Mapped[str | None] = mapped_column(Text, info=INTERNAL)
    summary_ja: Mapped[str] = mapped_column(Text, info=INTERNAL)
    summary_en: Mapped[str | None] = mapped_column(Text, info=INTERNAL)
    hazard: Mapped[Hazard] = mapped_column(info=INTERNAL)
    completeness: Mapped[Completeness] = mapped_column(info=INTERNAL)
    duration_min: Mapped[int] = mapped_column(info=INTERNAL)
    group_min: Mapped[int] = mapped_column(info=INTERNAL)
    group_max: Mapped[int] = mapped_column(info=INTERNAL)
    created_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    created_by_id: Mapped[int | None] = mapped_column(info=PERSONAL)

    @property
    def content(self) -> ScenarioContent:
        """What the version says. Parsed at each call: keep the value."""
        return parse_canonical(self.body)

    def title(self, language: str) -> str:
        return in_language(language, self.title_ja, self.title_en)


@append_only
class ScenarioVersionType(OrgOwned, Base):
    """A drill type that a version is made for. position: 0 is the main type."""

    __tablename__ = "scenario_version_types"
    __table_args__ = (
        same_org("version_id", "scenario_versions"),
        UniqueConstraint("org_id", "version_id", "drill_type"),
    )

    version_id: Mapped[int] = mapped_column(info=PUBLIC)
    drill_type: Mapped[DrillType] = mapped_column(info=INTERNAL)
    position: Mapped[int] = mapped_column(info=INTERNAL)


class ScenarioUpload(OrgOwned, Base):
    """Checked scenarios that somebody uploaded and looks at before they are taken over. Removed after a day.

    contents: a JSON list of the contents, as `to_dict` gives them.
    """

    __tablename__ = "scenario_uploads"
    __table_args__ = (same_org("uploaded_by_id", "people"),)

    contents: Mapped[str] = mapped_column(Text, info=INTERNAL)
    uploaded_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    uploaded_by_id: Mapped[int | None] = mapped_column(info=PERSONAL)
    imported_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)
