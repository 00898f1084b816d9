"""The registers of risks and of IT systems

Revision: 0004
Follows: 0003
"""

import sqlalchemy as sa
from alembic import op

from drillhub.core import tenancy
from drillhub.core.database import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TENANT_TABLES = ("it_systems", "risks", "risk_measures")
HAZARDS = (
    "earthquake",
    "tsunami",
    "flood",
    "typhoon",
    "landslide",
    "snow",
    "volcano",
    "fire",
    "power_outage",
    "pandemic",
    "cyber",
    "it",
    "supply_chain",
    "compound",
    "other",
)


def upgrade() -> None:
    op.create_table(
        "it_systems",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("weakness", sa.String(length=1000), nullable=False),
        sa.Column("rto_hours", sa.Integer(), nullable=True),
        sa.Column("rpo_hours", sa.Integer(), nullable=True),
        sa.Column("backup", sa.String(length=1000), nullable=False),
        sa.Column("generations", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("removed_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_it_systems_has_its_name")),
        sa.CheckConstraint("priority BETWEEN 1 AND 3", name=op.f("ck_it_systems_priority_is_a_level")),
        sa.CheckConstraint("rto_hours >= 0", name=op.f("ck_it_systems_rto_is_a_time")),
        sa.CheckConstraint("rpo_hours >= 0", name=op.f("ck_it_systems_rpo_is_a_time")),
        sa.CheckConstraint("generations >= 0", name=op.f("ck_it_systems_generations_are_counted")),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_it_systems_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_it_systems")),
        sa.UniqueConstraint("org_id", "id", name="uq_it_systems_org_id_id"),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "risks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "hazard",
            sa.Enum(*HAZARDS, name="hazard", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("likelihood", sa.Integer(), nullable=False),
        sa.Column("impact", sa.Integer(), nullable=False),
        sa.Column("damage_yen", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("removed_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("title <> ''", name=op.f("ck_risks_has_its_title")),
        sa.CheckConstraint("likelihood BETWEEN 1 AND 5", name=op.f("ck_risks_likelihood_is_a_level")),
        sa.CheckConstraint("impact BETWEEN 1 AND 5", name=op.f("ck_risks_impact_is_a_level")),
        sa.CheckConstraint("damage_yen >= 0", name=op.f("ck_risks_damage_is_an_amount")),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_risks_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risks")),
        sa.UniqueConstraint("org_id", "id", name="uq_risks_org_id_id"),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "risk_measures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("risk_id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "commitment_id"],
            ["commitments.org_id", "commitments.id"],
            name=op.f("fk_risk_measures_org_id_commitment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "risk_id"], ["risks.org_id", "risks.id"], name=op.f("fk_risk_measures_org_id_risk_id")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_risk_measures_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_measures")),
        sa.UniqueConstraint("org_id", "id", name="uq_risk_measures_org_id_id"),
        sa.UniqueConstraint(
            "org_id", "risk_id", "commitment_id", name=op.f("uq_risk_measures_org_id_risk_id_commitment_id")
        ),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_risk_measures_commitment_id"), "risk_measures", ["commitment_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        for table in TENANT_TABLES:
            for statement in tenancy.policies(table):
                op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f("ix_risk_measures_commitment_id"), table_name="risk_measures")
    op.drop_table("risk_measures")
    op.drop_table("risks")
    op.drop_table("it_systems")
