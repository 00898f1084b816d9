"""Rows of the organisation and its people."""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from drillhub.core.database import INTERNAL, PERSONAL, PUBLIC, SENSITIVE, Base
from drillhub.core.i18n import LazyString, _l
from drillhub.core.tenancy import OrgOwned, same_org
from drillhub.identity.roles import Role


class Organisation(OrgOwned, Base):
    """The company itself: one row per organisation."""

    __tablename__ = "organisations"
    __table_args__ = (
        UniqueConstraint("org_id"),
        CheckConstraint("fiscal_year_start_month BETWEEN 1 AND 12", name="start_month_in_range"),
    )

    name: Mapped[str] = mapped_column(String(200), info=INTERNAL)
    timezone: Mapped[str] = mapped_column(String(64), default="Asia/Tokyo", info=INTERNAL)
    fiscal_year_start_month: Mapped[int] = mapped_column(default=4, info=INTERNAL)


class Site(OrgOwned, Base):
    """A place of work (拠点)."""

    __tablename__ = "sites"
    __table_args__ = (UniqueConstraint("org_id", "name"),)

    name: Mapped[str] = mapped_column(String(100), info=INTERNAL)
    address: Mapped[str] = mapped_column(String(300), default="", info=INTERNAL)
    assembly_point: Mapped[str] = mapped_column(String(200), default="", info=INTERNAL)


class Department(OrgOwned, Base):
    """A node of the organisation chart (部署). Names are unique among the children of one parent."""

    __tablename__ = "departments"
    __table_args__ = (
        same_org("parent_id", "departments"),
        UniqueConstraint("org_id", "path"),
        CheckConstraint("parent_id <> id", name="not_its_own_parent"),
    )

    name: Mapped[str] = mapped_column(String(100), info=INTERNAL)
    parent_id: Mapped[int | None] = mapped_column(index=True, info=INTERNAL)
    # The names from the root joined by " / ". It identifies a department in files and sorts the tree.
    path: Mapped[str] = mapped_column(String(400), info=INTERNAL)


class Employment(enum.StrEnum):
    """雇用区分."""

    REGULAR = "regular"
    CONTRACT = "contract"
    PART_TIME = "part_time"
    DISPATCHED = "dispatched"
    EXECUTIVE = "executive"
    OTHER = "other"

    @property
    def label(self) -> LazyString:
        return _EMPLOYMENT_LABELS[self]


_EMPLOYMENT_LABELS = {
    Employment.REGULAR: _l("正社員"),
    Employment.CONTRACT: _l("契約社員"),
    Employment.PART_TIME: _l("パート・アルバイト"),
    Employment.DISPATCHED: _l("派遣"),
    Employment.EXECUTIVE: _l("役員"),
    Employment.OTHER: _l("その他の雇用区分"),
}


class PersonStatus(enum.StrEnum):
    """在籍状況."""

    ACTIVE = "active"
    ON_LEAVE = "on_leave"
    LEFT = "left"

    @property
    def label(self) -> LazyString:
        return _STATUS_LABELS[self]


_STATUS_LABELS = {
    PersonStatus.ACTIVE: _l("在籍"),
    PersonStatus.ON_LEAVE: _l("休職"),
    PersonStatus.LEFT: _l("退職"),
}


class Person(OrgOwned, Base):
    """Someone in the register (名簿). A leaver stays: records of past drills refer to them."""

    __tablename__ = "people"
    __table_args__ = (
        same_org("department_id", "departments"),
        same_org("site_id", "sites"),
        UniqueConstraint("org_id", "employee_number"),
        CheckConstraint("status <> 'left' OR left_on IS NOT NULL", name="leavers_have_a_date"),
        Index("ix_people_org_id_status", "org_id", "status"),
    )

    employee_number: Mapped[str] = mapped_column(String(40), info=PERSONAL)
    family_name: Mapped[str] = mapped_column(String(100), info=PERSONAL)
    given_name: Mapped[str] = mapped_column(String(100), default="", info=PERSONAL)
    family_name_kana: Mapped[str] = mapped_column(String(100), default="", info=PERSONAL)
    given_name_kana: Mapped[str] = mapped_column(String(100), default="", info=PERSONAL)
    # NFKC of names, kana and number: what the search box looks in.
    search_text: Mapped[str] = mapped_column(String(600), default="", info=PERSONAL)
    department_id: Mapped[int | None] = mapped_column(index=True, info=INTERNAL)
    department: Mapped[Department | None] = relationship(foreign_keys=[department_id])
    site_id: Mapped[int | None] = mapped_column(index=True, info=INTERNAL)
    site: Mapped[Site | None] = relationship(foreign_keys=[site_id])
    job_title: Mapped[str] = mapped_column(String(100), default="", info=PERSONAL)
    email: Mapped[str | None] = mapped_column(String(254), info=PERSONAL)
    mobile: Mapped[str | None] = mapped_column(String(40), info=PERSONAL)
    employment: Mapped[Employment] = mapped_column(default=Employment.REGULAR, info=PERSONAL)
    status: Mapped[PersonStatus] = mapped_column(default=PersonStatus.ACTIVE, info=PERSONAL)
    joined_on: Mapped[date | None] = mapped_column(info=PERSONAL)
    left_on: Mapped[date | None] = mapped_column(info=PERSONAL)
    language: Mapped[str] = mapped_column(String(8), default="ja", info=PERSONAL)
    created_at: Mapped[datetime] = mapped_column(info=INTERNAL)

    @property
    def name(self) -> str:
        return f"{self.family_name} {self.given_name}".strip()

    @property
    def is_present(self) -> bool:
        """In the register today: not a leaver."""
        return self.status is not PersonStatus.LEFT


class PersonRole(OrgOwned, Base):
    """A role given to a person. Being an employee needs no row."""

    __tablename__ = "person_roles"
    __table_args__ = (same_org("person_id", "people"), UniqueConstraint("org_id", "person_id", "role"))

    person_id: Mapped[int] = mapped_column(info=PUBLIC)
    role: Mapped[Role] = mapped_column(info=INTERNAL)
    given_at: Mapped[datetime] = mapped_column(info=INTERNAL)


class Credential(OrgOwned, Base):
    """A person's password. No row: the account has not been activated."""

    __tablename__ = "credentials"
    __table_args__ = (same_org("person_id", "people"), UniqueConstraint("org_id", "person_id"))

    person_id: Mapped[int] = mapped_column(info=PUBLIC)
    password_hash: Mapped[str] = mapped_column(String(200), info=SENSITIVE)
    changed_at: Mapped[datetime] = mapped_column(info=INTERNAL)


class LoginSession(OrgOwned, Base):
    """One sign-in on one device. Its random id is known to the browser alone; the directory has the digest."""

    __tablename__ = "login_sessions"
    __table_args__ = (same_org("person_id", "people"),)

    person_id: Mapped[int] = mapped_column(index=True, info=PUBLIC)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    started_at: Mapped[datetime] = mapped_column(info=PERSONAL)
    expires_at: Mapped[datetime] = mapped_column(info=PERSONAL)
    ended_at: Mapped[datetime | None] = mapped_column(info=PERSONAL)
    device: Mapped[str] = mapped_column(String(200), default="", info=PERSONAL)


class LinkPurpose(enum.StrEnum):
    """What a personal link opens; a link of one purpose opens nothing else."""

    ACTIVATION = "activation"
    DRILL_PARTICIPATION = "drill_participation"
    QUIZ = "quiz"
    CALENDAR_FEED = "calendar_feed"


class PersonalLink(OrgOwned, Base):
    """A link for one person and one purpose. The token is in the directory as a digest, nowhere in clear."""

    __tablename__ = "personal_links"
    __table_args__ = (same_org("person_id", "people"),)

    purpose: Mapped[LinkPurpose] = mapped_column(info=INTERNAL)
    person_id: Mapped[int] = mapped_column(index=True, info=PUBLIC)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    # What the link is about besides the person, such as a drill; meaning depends on the purpose.
    subject_id: Mapped[int | None] = mapped_column(info=PUBLIC)
    issued_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    expires_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    used_at: Mapped[datetime | None] = mapped_column(info=PERSONAL)
    revoked_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)


class SignInFailures(Base):
    """Failed sign-ins of one account name from one network, outside the wall: the name may belong to nobody."""

    __tablename__ = "directory_sign_in_failures"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True, info=PERSONAL)
    count: Mapped[int] = mapped_column(default=0, info=PUBLIC)
    last_at: Mapped[datetime] = mapped_column(info=PUBLIC)
