"""The rules of the year as the company chose them, and reviews in the calendar

Revision: 0012
Follows: 0004
"""

import sqlalchemy as sa
from alembic import op

from drillhub.core import append_only, tenancy
from drillhub.core.database import JsonValue, UtcDateTime

revision = "0012"
down_revision = "0004"
branch_labels = None
depends_on = None

TENANT_TABLES = ("cadence_choices", "review_records")
REVIEW_TYPES = ("plan_review", "partial_inspection", "annual_review", "kpi_review")


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        # Checking a new reference reads both tables, and the wall lets nobody read without an organisation. The column
        # is new and empty: there is nothing to check.
        op.execute("SELECT set_config('app.org_id', '0', true)")
    op.create_table(
        "cadence_choices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("per_year", sa.Integer(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("months", JsonValue, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("drill_types", JsonValue, nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by_name", sa.String(length=200), nullable=False),
        sa.CheckConstraint("per_year BETWEEN 1 AND 12", name=op.f("ck_cadence_choices_a_number_of_the_year")),
        sa.CheckConstraint("days BETWEEN 1 AND 90", name=op.f("ck_cadence_choices_days_are_few")),
        sa.ForeignKeyConstraint(
            ["org_id", "site_id"], ["sites.org_id", "sites.id"], name=op.f("fk_cadence_choices_org_id_site_id")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_cadence_choices_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cadence_choices")),
        sa.UniqueConstraint("org_id", "id", name="uq_cadence_choices_org_id_id"),
        sa.UniqueConstraint("org_id", "rule_id", "number", name=op.f("uq_cadence_choices_org_id_rule_id_number")),
        info={"tenant": True, "append_only": True},
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_cadence_choices_site_id"), "cadence_choices", ["site_id"], unique=False)
    with op.batch_alter_table("slots", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.alter_column("drill_type", existing_type=sa.String(length=40), nullable=True)
        batch.add_column(sa.Column("review_type", sa.String(length=40), nullable=True))
        batch.add_column(sa.Column("with_partners", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("noticed_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("reviewed_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("scenario_code", sa.String(length=40), nullable=False, server_default=""))
        batch.add_column(sa.Column("it_system_id", sa.Integer(), nullable=True))
        listed = ", ".join(f"'{each}'" for each in REVIEW_TYPES)
        batch.create_check_constraint(op.f("ck_slots_reviewtype"), f"review_type IN ({listed})")
        batch.create_check_constraint(
            op.f("ck_slots_is_a_drill_or_a_review"), "(drill_type IS NULL) <> (review_type IS NULL)"
        )
        batch.create_foreign_key(
            op.f("fk_slots_org_id_it_system_id"), "it_systems", ["org_id", "it_system_id"], ["org_id", "id"]
        )
        batch.create_index(op.f("ix_slots_it_system_id"), ["it_system_id"], unique=False)
    with op.batch_alter_table("slots", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.alter_column("with_partners", existing_type=sa.Boolean(), server_default=None)
        batch.alter_column("scenario_code", existing_type=sa.String(length=40), server_default=None)
    op.create_table(
        "review_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("attendees", sa.String(length=1000), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("decisions", sa.Text(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "slot_id"], ["slots.org_id", "slots.id"], name=op.f("fk_review_records_org_id_slot_id")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_review_records_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_records")),
        sa.UniqueConstraint("org_id", "id", name="uq_review_records_org_id_id"),
        sa.UniqueConstraint("org_id", "slot_id", name=op.f("uq_review_records_org_id_slot_id")),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    for statement in append_only.triggers("cadence_choices", dialect):
        op.execute(statement)
    if dialect == "postgresql":
        for table in TENANT_TABLES:
            for statement in tenancy.policies(table):
                op.execute(statement)
    # The day on which a drill was reviewed, in the organisation's calendar, was known to the drill alone.
    if dialect == "postgresql":
        # The wall stands before the owner of the tables too.
        for (org_id,) in op.get_bind().execute(sa.text("SELECT id FROM directory_organisations")).all():
            op.execute(sa.text("SELECT set_config('app.org_id', :org, true)").bindparams(org=str(org_id)))
            op.execute(_REVIEWED[dialect])
    else:
        op.execute(_REVIEWED[dialect])


# The zone of a drill is the organisation's, and it is not the database's to know on SQLite: there the day is taken by
# the hours that Japan is ahead, where every organisation was until now.
_REVIEWED = {
    "postgresql": """
        UPDATE slots SET reviewed_on = (drills.reviewed_at AT TIME ZONE drills.timezone)::date
        FROM drills WHERE drills.org_id = slots.org_id AND drills.slot_id = slots.id AND drills.reviewed_at IS NOT NULL
    """,
    "sqlite": """
        UPDATE slots SET reviewed_on = (
            SELECT date(drills.reviewed_at, '+9 hours') FROM drills
            WHERE drills.org_id = slots.org_id AND drills.slot_id = slots.id
        )
    """,
}


def downgrade() -> None:
    """Reviews have no place in the calendar of before: where there are some, the migration stops."""
    op.drop_table("review_records")
    with op.batch_alter_table("slots", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_index(op.f("ix_slots_it_system_id"))
        batch.drop_constraint(op.f("fk_slots_org_id_it_system_id"), type_="foreignkey")
        batch.drop_constraint(op.f("ck_slots_is_a_drill_or_a_review"), type_="check")
        batch.drop_constraint(op.f("ck_slots_reviewtype"), type_="check")
        for column in ("it_system_id", "scenario_code", "reviewed_on", "noticed_on", "with_partners", "review_type"):
            batch.drop_column(column)
        batch.alter_column("drill_type", existing_type=sa.String(length=40), nullable=False)
    op.drop_index(op.f("ix_cadence_choices_site_id"), table_name="cadence_choices")
    op.drop_table("cadence_choices")
