"""The company's days off and the months in which it is busy

Revision: 0014
Follows: 0013
"""

import sqlalchemy as sa
from alembic import op

from drillhub.core import tenancy

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "days_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_days_off_days_are_in_order")),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_days_off_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_days_off")),
        sa.UniqueConstraint("org_id", "id", name="uq_days_off_org_id_id"),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "busy_months",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=100), nullable=False),
        sa.CheckConstraint("month BETWEEN 1 AND 12", name=op.f("ck_busy_months_month_of_a_year")),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_busy_months_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_busy_months")),
        sa.UniqueConstraint("org_id", "id", name="uq_busy_months_org_id_id"),
        sa.UniqueConstraint("org_id", "month", name=op.f("uq_busy_months_org_id_month")),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in ("days_off", "busy_months"):
            for statement in tenancy.policies(table):
                op.execute(statement)


def downgrade() -> None:
    op.drop_table("busy_months")
    op.drop_table("days_off")
