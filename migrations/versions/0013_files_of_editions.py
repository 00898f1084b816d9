"""The files that editions of reports were printed as

Revision: 0013
Follows: 0012
"""

import sqlalchemy as sa
from alembic import op

from drillhub.core import append_only, tenancy
from drillhub.core.database import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "edition_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("printed_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "edition_id"],
            ["report_editions.org_id", "report_editions.id"],
            name=op.f("fk_edition_files_org_id_edition_id"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_edition_files_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_files")),
        sa.UniqueConstraint("org_id", "id", name="uq_edition_files_org_id_id"),
        sa.UniqueConstraint("org_id", "edition_id", "format", name=op.f("uq_edition_files_org_id_edition_id_format")),
        info={"tenant": True, "append_only": True},
        sqlite_autoincrement=True,
    )
    dialect = op.get_bind().dialect.name
    for statement in append_only.triggers("edition_files", dialect):
        op.execute(statement)
    if dialect == "postgresql":
        for statement in tenancy.policies("edition_files"):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("edition_files")
