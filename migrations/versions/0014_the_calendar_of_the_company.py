"""The calendar: days off and busy months of the company, what calendar programs know a slot
by, links of feeds, and invitations that go with a mail

Slots that exist get a name of their own and count from 0; they were last changed when their state was.

Revision: 0014
Follows: 0013
"""

import uuid

import sqlalchemy as sa
from alembic import op

from drillhub.core import tenancy
from drillhub.core.database import JsonValue, UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TENANT_TABLES = ("busy_months", "company_holidays", "company_weeks")
PURPOSES = ("activation", "drill_participation", "quiz")
FEED = "calendar_feed"
KEEP = {"sqlite_autoincrement": True}  # SQLite builds a changed table anew


def upgrade() -> None:
    op.create_table(
        "company_weeks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("weekly_off", JsonValue, nullable=False),
        sa.Column("works_on_national_holidays", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_company_weeks_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_weeks")),
        sa.UniqueConstraint("org_id", name=op.f("uq_company_weeks_org_id")),
        sa.UniqueConstraint("org_id", "id", name="uq_company_weeks_org_id_id"),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "company_holidays",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_company_holidays_has_its_name")),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_company_holidays_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_holidays")),
        sa.UniqueConstraint("org_id", "day", name=op.f("uq_company_holidays_org_id_day")),
        sa.UniqueConstraint("org_id", "id", name="uq_company_holidays_org_id_id"),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "busy_months",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=100), nullable=False),
        sa.CheckConstraint("month BETWEEN 1 AND 12", name=op.f("ck_busy_months_month_in_range")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_busy_months_has_its_reason")),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_busy_months_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_busy_months")),
        sa.UniqueConstraint("org_id", "month", name=op.f("uq_busy_months_org_id_month")),
        sa.UniqueConstraint("org_id", "id", name="uq_busy_months_org_id_id"),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    _name_the_slots()
    _let_mails_carry_a_calendar()
    _let_links_be((*PURPOSES, FEED))
    if op.get_bind().dialect.name == "postgresql":
        for table in TENANT_TABLES:
            for statement in tenancy.policies(table):
                op.execute(statement)


def _name_the_slots() -> None:
    with op.batch_alter_table("slots", table_kwargs=KEEP) as table:
        table.add_column(sa.Column("uid", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("sequence", sa.Integer(), server_default="0", nullable=False))
        table.add_column(sa.Column("changed_at", UtcDateTime(timezone=True), nullable=True))
    _open_to_the_owner("slots")
    bind = op.get_bind()
    slots = sa.table("slots", sa.column("id"), sa.column("uid"), sa.column("changed_at"), sa.column("state_changed_at"))
    for (slot_id,) in bind.execute(sa.select(slots.c.id)).all():
        name = f"{uuid.uuid4()}@drillhub"
        values = {"uid": name, "changed_at": slots.c.state_changed_at}
        bind.execute(sa.update(slots).where(slots.c.id == slot_id).values(values))
    _close_to_the_owner("slots")
    with op.batch_alter_table("slots", table_kwargs=KEEP) as table:
        table.alter_column("uid", existing_type=sa.String(length=64), nullable=False)
        table.alter_column("sequence", existing_type=sa.Integer(), server_default=None)
        table.alter_column("changed_at", existing_type=UtcDateTime(timezone=True), nullable=False)
        table.create_unique_constraint(op.f("uq_slots_org_id_uid"), ["org_id", "uid"])
        table.create_check_constraint(op.f("ck_slots_sequence_counts_from_zero"), "sequence >= 0")


def _let_mails_carry_a_calendar() -> None:
    with op.batch_alter_table("outbox_messages", table_kwargs=KEEP) as table:
        table.add_column(sa.Column("calendar", sa.Text(), server_default="", nullable=False))
    with op.batch_alter_table("outbox_messages", table_kwargs=KEEP) as table:
        table.alter_column("calendar", existing_type=sa.Text(), server_default=None)


def _open_to_the_owner(table: str) -> None:
    """The owner is held by the wall too, and a migration works on all organisations."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")


def _close_to_the_owner(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _let_links_be(purposes: tuple[str, ...]) -> None:
    constraint = op.f("ck_personal_links_linkpurpose")
    listed = ", ".join(f"'{purpose}'" for purpose in purposes)
    with op.batch_alter_table("personal_links", table_kwargs=KEEP) as table:
        table.drop_constraint(constraint, type_="check")
        table.create_check_constraint(constraint, f"purpose IN ({listed})")


def downgrade() -> None:
    _open_to_the_owner("personal_links")
    op.execute(f"DELETE FROM personal_links WHERE purpose = '{FEED}'")  # noqa: S608 - a word of this file
    _close_to_the_owner("personal_links")
    _let_links_be(PURPOSES)
    with op.batch_alter_table("slots", table_kwargs=KEEP) as table:
        table.drop_constraint(op.f("ck_slots_sequence_counts_from_zero"), type_="check")
        table.drop_constraint(op.f("uq_slots_org_id_uid"), type_="unique")
        table.drop_column("changed_at")
        table.drop_column("sequence")
        table.drop_column("uid")
    with op.batch_alter_table("outbox_messages", table_kwargs=KEEP) as table:
        table.drop_column("calendar")
    for name in TENANT_TABLES:
        op.drop_table(name)
