"""The first shape of the database

Revision: 0001
Follows:
"""

import sqlalchemy as sa
from alembic import op

from drillhub.core import append_only, tenancy
from drillhub.core.database import JsonValue, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


# Tables behind the wall between organisations.
TENANT_TABLES = (
    "audit_entries",
    "audit_seals",
    "commitment_fulfilments",
    "commitments",
    "credentials",
    "criterion_observations",
    "departments",
    "drill_participants",
    "drill_records",
    "drills",
    "evidence_files",
    "findings",
    "follow_up_dates",
    "login_sessions",
    "objective_ratings",
    "organisations",
    "outbox_messages",
    "outbox_pauses",
    "people",
    "person_roles",
    "personal_links",
    "plan_editions",
    "plans",
    "report_editions",
    "report_notes",
    "run_events",
    "runs",
    "scenario_uploads",
    "scenario_version_types",
    "scenario_versions",
    "scenarios",
    "sites",
    "slots",
    "staff_imports",
    "submissions",
)
# Tables whose rows are written once.
WRITTEN_ONCE = (
    "audit_entries",
    "audit_seals",
    "drill_records",
    "plan_editions",
    "report_editions",
    "run_events",
    "scenario_version_types",
    "scenario_versions",
)


def upgrade() -> None:
    op.create_table(
        "directory_organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_organisations")),
        sa.UniqueConstraint("slug", name=op.f("uq_directory_organisations_slug")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "directory_sign_in_failures",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_directory_sign_in_failures")),
    )
    op.create_table(
        "scheduler_lease",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.String(length=120), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduler_lease")),
    )
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("via", sa.String(length=20), nullable=False),
        sa.Column("subject_type", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("facts", JsonValue, nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_audit_entries_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
        sa.UniqueConstraint("org_id", "id", name="uq_audit_entries_org_id_id"),
        info={"tenant": True, "append_only": True},
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entries_subject", ["org_id", "subject_type", "subject_id"], unique=False)

    op.create_table(
        "departments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(length=400), nullable=False),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_departments_not_its_own_parent")),
        sa.ForeignKeyConstraint(
            ["org_id", "parent_id"],
            ["departments.org_id", "departments.id"],
            name=op.f("fk_departments_org_id_parent_id"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_departments_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departments")),
        sa.UniqueConstraint("org_id", "id", name="uq_departments_org_id_id"),
        sa.UniqueConstraint("org_id", "path", name=op.f("uq_departments_org_id_path")),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("departments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_departments_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "directory_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "sign_in_name", "session", "link", name="keykind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_directory_keys_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_keys")),
        sa.UniqueConstraint("kind", "digest", "org_id", name="uq_directory_keys_kind_digest_org_id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("directory_keys", schema=None) as batch_op:
        batch_op.create_index("ix_directory_keys_subject", ["org_id", "kind", "subject_id"], unique=False)

    op.create_table(
        "organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("fiscal_year_start_month", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "fiscal_year_start_month BETWEEN 1 AND 12", name=op.f("ck_organisations_start_month_in_range")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_organisations_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("org_id", "id", name="uq_organisations_org_id_id"),
        sa.UniqueConstraint("org_id", name=op.f("uq_organisations_org_id")),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "outbox_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("dedupe_key", sa.String(length=200), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("to_address", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=400), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "sending",
                "sent",
                "refused",
                "dead",
                "kept",
                name="outboxstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("queued_at", UtcDateTime(), nullable=False),
        sa.Column("next_try_at", UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_token", sa.String(length=64), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("last_error", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "(state = 'sending') = (lease_token IS NOT NULL)", name=op.f("ck_outbox_messages_leased_while_sending")
        ),
        sa.CheckConstraint(
            "(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_outbox_messages_sent_has_a_moment")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_outbox_messages_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_messages")),
        sa.UniqueConstraint("org_id", "dedupe_key", name=op.f("uq_outbox_messages_org_id_dedupe_key")),
        sa.UniqueConstraint("org_id", "id", name="uq_outbox_messages_org_id_id"),
        sa.UniqueConstraint("org_id", "message_id", name=op.f("uq_outbox_messages_org_id_message_id")),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("outbox_messages", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_messages_due", ["org_id", "state", "next_try_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_messages_person_id"), ["person_id"], unique=False)

    op.create_table(
        "outbox_pauses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("paused_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_outbox_pauses_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_pauses")),
        sa.UniqueConstraint("org_id", "id", name="uq_outbox_pauses_org_id_id"),
        sa.UniqueConstraint("org_id", name=op.f("uq_outbox_pauses_org_id")),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("is_joint", sa.Boolean(), nullable=False),
        sa.Column("certification_number", sa.String(length=60), nullable=False),
        sa.Column("certified_on", sa.Date(), nullable=True),
        sa.Column("period_starts_on", sa.Date(), nullable=False),
        sa.Column("period_ends_on", sa.Date(), nullable=False),
        sa.Column("current_edition", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("period_ends_on > period_starts_on", name=op.f("ck_plans_period_has_a_length")),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_plans_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("org_id", "id", name="uq_plans_org_id_id"),
        sa.UniqueConstraint("org_id", "period_starts_on", name=op.f("uq_plans_org_id_period_starts_on")),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "report_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("annual", name="reportkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("prepared_by", sa.String(length=100), nullable=False),
        sa.Column("checked_by", sa.String(length=100), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_report_notes_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_notes")),
        sa.UniqueConstraint("org_id", "id", name="uq_report_notes_org_id_id"),
        sa.UniqueConstraint("org_id", "kind", "period", name=op.f("uq_report_notes_org_id_kind_period")),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "scenarios",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column(
            "origin",
            sa.Enum("library", "company", name="scenarioorigin", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("current_number", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("current_number > 0", name=op.f("ck_scenarios_number_counts_from_one")),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_scenarios_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenarios")),
        sa.UniqueConstraint("org_id", "code", name=op.f("uq_scenarios_org_id_code")),
        sa.UniqueConstraint("org_id", "id", name="uq_scenarios_org_id_id"),
        sa.UniqueConstraint("org_id", "slug", name=op.f("uq_scenarios_org_id_slug")),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sites",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("assembly_point", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_sites_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sites")),
        sa.UniqueConstraint("org_id", "id", name="uq_sites_org_id_id"),
        sa.UniqueConstraint("org_id", "name", name=op.f("uq_sites_org_id_name")),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "submissions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("body_digest", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reply", JsonValue, nullable=True),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_submissions_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("org_id", "id", name="uq_submissions_org_id_id"),
        sa.UniqueConstraint("org_id", "key", name=op.f("uq_submissions_org_id_key")),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "audit_seals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sealed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_audit_seals_number_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["org_id", "entry_id"],
            ["audit_entries.org_id", "audit_entries.id"],
            name=op.f("fk_audit_seals_org_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_audit_seals_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_seals")),
        sa.UniqueConstraint("org_id", "entry_id", name=op.f("uq_audit_seals_org_id_entry_id")),
        sa.UniqueConstraint("org_id", "id", name="uq_audit_seals_org_id_id"),
        sa.UniqueConstraint("org_id", "number", name=op.f("uq_audit_seals_org_id_number")),
        info={"tenant": True, "append_only": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "commitments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column(
            "plan_item",
            sa.Enum(
                "3(1)",
                "3(2)A",
                "3(2)B",
                "3(2)C",
                "3(2)D",
                "3(3)",
                "3(4)",
                "3(5)",
                name="planitem",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "training_education",
                "plan_review",
                "internal_communication",
                "measure",
                name="commitmentkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("planned_months", JsonValue, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "plan_id"], ["plans.org_id", "plans.id"], name=op.f("fk_commitments_org_id_plan_id")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_commitments_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitments")),
        sa.UniqueConstraint("org_id", "id", name="uq_commitments_org_id_id"),
        sa.UniqueConstraint("org_id", "plan_id", "code", name=op.f("uq_commitments_org_id_plan_id_code")),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("employee_number", sa.String(length=40), nullable=False),
        sa.Column("family_name", sa.String(length=100), nullable=False),
        sa.Column("given_name", sa.String(length=100), nullable=False),
        sa.Column("family_name_kana", sa.String(length=100), nullable=False),
        sa.Column("given_name_kana", sa.String(length=100), nullable=False),
        sa.Column("search_text", sa.String(length=600), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("job_title", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("mobile", sa.String(length=40), nullable=True),
        sa.Column(
            "employment",
            sa.Enum(
                "regular",
                "contract",
                "part_time",
                "dispatched",
                "executive",
                "other",
                name="employment",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "active", "on_leave", "left", name="personstatus", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("status <> 'left' OR left_on IS NOT NULL", name=op.f("ck_people_leavers_have_a_date")),
        sa.ForeignKeyConstraint(
            ["org_id", "department_id"],
            ["departments.org_id", "departments.id"],
            name=op.f("fk_people_org_id_department_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "site_id"], ["sites.org_id", "sites.id"], name=op.f("fk_people_org_id_site_id")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_people_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("org_id", "employee_number", name=op.f("uq_people_org_id_employee_number")),
        sa.UniqueConstraint("org_id", "id", name="uq_people_org_id_id"),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_department_id"), ["department_id"], unique=False)
        batch_op.create_index("ix_people_org_id_status", ["org_id", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_people_site_id"), ["site_id"], unique=False)

    op.create_table(
        "plan_editions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_json", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "plan_id"], ["plans.org_id", "plans.id"], name=op.f("fk_plan_editions_org_id_plan_id")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_plan_editions_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_editions")),
        sa.UniqueConstraint("org_id", "id", name="uq_plan_editions_org_id_id"),
        sa.UniqueConstraint("org_id", "plan_id", "number", name=op.f("uq_plan_editions_org_id_plan_id_number")),
        info={"tenant": True, "append_only": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "commitment_fulfilments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "commitment_id"],
            ["commitments.org_id", "commitments.id"],
            name=op.f("fk_commitment_fulfilments_org_id_commitment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["directory_organisations.id"], name=op.f("fk_commitment_fulfilments_org_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_fulfilments")),
        sa.UniqueConstraint(
            "org_id", "commitment_id", "done_on", name=op.f("uq_commitment_fulfilments_org_id_commitment_id_done_on")
        ),
        sa.UniqueConstraint("org_id", "id", name="uq_commitment_fulfilments_org_id_id"),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "credentials",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["people.org_id", "people.id"], name=op.f("fk_credentials_org_id_person_id")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_credentials_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credentials")),
        sa.UniqueConstraint("org_id", "id", name="uq_credentials_org_id_id"),
        sa.UniqueConstraint("org_id", "person_id", name=op.f("uq_credentials_org_id_person_id")),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "evidence_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "subject_kind",
            sa.Enum("drill", "commitment", name="subjectkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column(
            "file_type",
            sa.Enum(
                "jpeg",
                "png",
                "webp",
                "heic",
                "pdf",
                "xlsx",
                "docx",
                "csv",
                "text",
                name="filetype",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("copy_sha256", sa.String(length=64), nullable=True),
        sa.Column(
            "copy_type",
            sa.Enum(
                "jpeg",
                "png",
                "webp",
                "heic",
                "pdf",
                "xlsx",
                "docx",
                "csv",
                "text",
                name="copytype",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=500), nullable=True),
        sa.CheckConstraint(
            "(copy_sha256 IS NULL) = (copy_type IS NULL)", name=op.f("ck_evidence_files_copy_with_its_type")
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)",
            name=op.f("ck_evidence_files_withdrawn_with_a_reason"),
        ),
        sa.CheckConstraint("size_bytes > 0", name=op.f("ck_evidence_files_holds_something")),
        sa.ForeignKeyConstraint(
            ["org_id", "added_by_id"], ["people.org_id", "people.id"], name=op.f("fk_evidence_files_org_id_added_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "withdrawn_by_id"],
            ["people.org_id", "people.id"],
            name=op.f("fk_evidence_files_org_id_withdrawn_by_id"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_evidence_files_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_files")),
        sa.UniqueConstraint("org_id", "id", name="uq_evidence_files_org_id_id"),
        sa.UniqueConstraint("org_id", "number", name=op.f("uq_evidence_files_org_id_number")),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("evidence_files", schema=None) as batch_op:
        batch_op.create_index("ix_evidence_files_subject", ["org_id", "subject_kind", "subject_id"], unique=False)

    op.create_table(
        "login_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["people.org_id", "people.id"], name=op.f("fk_login_sessions_org_id_person_id")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_login_sessions_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_sessions")),
        sa.UniqueConstraint("org_id", "id", name="uq_login_sessions_org_id_id"),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("login_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_sessions_person_id"), ["person_id"], unique=False)

    op.create_table(
        "person_roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "employee",
                "trainer",
                "general_affairs",
                "approver",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["people.org_id", "people.id"], name=op.f("fk_person_roles_org_id_person_id")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_person_roles_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_roles")),
        sa.UniqueConstraint("org_id", "id", name="uq_person_roles_org_id_id"),
        sa.UniqueConstraint("org_id", "person_id", "role", name=op.f("uq_person_roles_org_id_person_id_role")),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "personal_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "activation",
                "drill_participation",
                name="linkpurpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["people.org_id", "people.id"], name=op.f("fk_personal_links_org_id_person_id")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_personal_links_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_links")),
        sa.UniqueConstraint("org_id", "id", name="uq_personal_links_org_id_id"),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("personal_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_personal_links_person_id"), ["person_id"], unique=False)

    op.create_table(
        "report_editions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("annual", name="reportkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("gap_count", sa.Integer(), nullable=False),
        sa.Column("approved_at", UtcDateTime(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=False),
        sa.Column("approved_by", sa.String(length=201), nullable=False),
        sa.CheckConstraint(
            "number = 1 OR reason <> ''", name=op.f("ck_report_editions_a_further_edition_has_its_reason")
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_report_editions_number_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["org_id", "approved_by_id"],
            ["people.org_id", "people.id"],
            name=op.f("fk_report_editions_org_id_approved_by_id"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_report_editions_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_editions")),
        sa.UniqueConstraint("org_id", "id", name="uq_report_editions_org_id_id"),
        sa.UniqueConstraint(
            "org_id", "kind", "period", "number", name=op.f("uq_report_editions_org_id_kind_period_number")
        ),
        info={"tenant": True, "append_only": True},
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("report_editions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_editions_approved_by_id"), ["approved_by_id"], unique=False)

    op.create_table(
        "scenario_uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("contents", sa.Text(), nullable=False),
        sa.Column("uploaded_at", UtcDateTime(), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.Column("imported_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "uploaded_by_id"],
            ["people.org_id", "people.id"],
            name=op.f("fk_scenario_uploads_org_id_uploaded_by_id"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_scenario_uploads_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario_uploads")),
        sa.UniqueConstraint("org_id", "id", name="uq_scenario_uploads_org_id_id"),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "scenario_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("title_ja", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=True),
        sa.Column("summary_ja", sa.Text(), nullable=False),
        sa.Column("summary_en", sa.Text(), nullable=True),
        sa.Column(
            "hazard",
            sa.Enum(
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
                name="hazard",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "completeness",
            sa.Enum("full", "outline", name="completeness", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("duration_min", sa.Integer(), nullable=False),
        sa.Column("group_min", sa.Integer(), nullable=False),
        sa.Column("group_max", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("group_min BETWEEN 1 AND group_max", name=op.f("ck_scenario_versions_group_size_in_order")),
        sa.CheckConstraint("number > 0", name=op.f("ck_scenario_versions_number_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["org_id", "created_by_id"],
            ["people.org_id", "people.id"],
            name=op.f("fk_scenario_versions_org_id_created_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "scenario_id"],
            ["scenarios.org_id", "scenarios.id"],
            name=op.f("fk_scenario_versions_org_id_scenario_id"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_scenario_versions_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario_versions")),
        sa.UniqueConstraint("org_id", "id", name="uq_scenario_versions_org_id_id"),
        sa.UniqueConstraint(
            "org_id", "scenario_id", "digest", name=op.f("uq_scenario_versions_org_id_scenario_id_digest")
        ),
        sa.UniqueConstraint(
            "org_id", "scenario_id", "number", name=op.f("uq_scenario_versions_org_id_scenario_id_number")
        ),
        info={"tenant": True, "append_only": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "slots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column(
            "drill_type",
            sa.Enum(
                "tabletop_exercise",
                "evacuation_drill",
                "fire_drill",
                "notification_drill",
                "safety_confirmation_drill",
                "restore_drill",
                "shutdown_drill",
                "relocation_drill",
                "call_tree_drill",
                "remote_work_drill",
                "phishing_drill",
                "comprehensive_exercise",
                "seminar",
                "walkthrough",
                name="drilltype",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("further_types", JsonValue, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("trainer_id", sa.Integer(), nullable=True),
        sa.Column("scheduled_for", sa.Date(), nullable=False),
        sa.Column("planned_for", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("duration_min", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "moved",
                "postponed",
                "cancelled",
                "missed",
                name="slotstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("state_changed_at", UtcDateTime(), nullable=False),
        sa.Column("fulfilled_on", sa.Date(), nullable=True),
        sa.Column("fulfilled_by_kind", sa.String(length=40), nullable=True),
        sa.Column("fulfilled_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state = 'planned' OR reason <> ''", name=op.f("ck_slots_changes_have_a_reason")),
        sa.CheckConstraint(
            "(fulfilled_on IS NULL) = (fulfilled_by_kind IS NULL)", name=op.f("ck_slots_fulfilled_by_something")
        ),
        sa.CheckConstraint("duration_min > 0", name=op.f("ck_slots_lasts_some_time")),
        sa.ForeignKeyConstraint(
            ["org_id", "site_id"], ["sites.org_id", "sites.id"], name=op.f("fk_slots_org_id_site_id")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "trainer_id"], ["people.org_id", "people.id"], name=op.f("fk_slots_org_id_trainer_id")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_slots_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slots")),
        sa.UniqueConstraint("org_id", "id", name="uq_slots_org_id_id"),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("slots", schema=None) as batch_op:
        batch_op.create_index("ix_slots_planned_for", ["org_id", "planned_for"], unique=False)
        batch_op.create_index("ix_slots_scheduled_for", ["org_id", "scheduled_for"], unique=False)
        batch_op.create_index(batch_op.f("ix_slots_site_id"), ["site_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_slots_trainer_id"), ["trainer_id"], unique=False)

    op.create_table(
        "staff_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("encoding", sa.String(length=20), nullable=False),
        sa.Column("content", JsonValue, nullable=True),
        sa.Column("preview_digest", sa.String(length=64), nullable=False),
        sa.Column("staged_at", UtcDateTime(), nullable=False),
        sa.Column("staged_by_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("applied_at", UtcDateTime(), nullable=True),
        sa.Column("discarded_at", UtcDateTime(), nullable=True),
        sa.Column("result", JsonValue, nullable=True),
        sa.CheckConstraint(
            "(applied_at IS NULL) = (result IS NULL)", name=op.f("ck_staff_imports_applied_with_a_result")
        ),
        sa.CheckConstraint("applied_at IS NULL OR content IS NULL", name=op.f("ck_staff_imports_erased_when_applied")),
        sa.CheckConstraint(
            "applied_at IS NULL OR discarded_at IS NULL", name=op.f("ck_staff_imports_applied_or_discarded")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "staged_by_id"],
            ["people.org_id", "people.id"],
            name=op.f("fk_staff_imports_org_id_staged_by_id"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_staff_imports_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_imports")),
        sa.UniqueConstraint("org_id", "id", name="uq_staff_imports_org_id_id"),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "drills",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("scenario_version_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "drill_type",
            sa.Enum(
                "tabletop_exercise",
                "evacuation_drill",
                "fire_drill",
                "notification_drill",
                "safety_confirmation_drill",
                "restore_drill",
                "shutdown_drill",
                "relocation_drill",
                "call_tree_drill",
                "remote_work_drill",
                "phishing_drill",
                "comprehensive_exercise",
                "seminar",
                "walkthrough",
                name="drilltype",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("further_types", JsonValue, nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("facilitator_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("local_time", sa.Time(), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("duration_min", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "planned",
                "notified",
                "held",
                "under_review",
                "reviewed",
                "closed",
                "cancelled",
                "postponed",
                "missed",
                name="drillstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("status_changed_at", UtcDateTime(), nullable=False),
        sa.Column("status_reason", sa.String(length=2000), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("reviewed_at", UtcDateTime(), nullable=True),
        sa.Column("correction_reason", sa.String(length=2000), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "status NOT IN ('held', 'under_review', 'reviewed', 'closed') OR held_on IS NOT NULL",
            name=op.f("ck_drills_held_has_a_day"),
        ),
        sa.CheckConstraint("deputy_id <> facilitator_id", name=op.f("ck_drills_deputy_is_somebody_else")),
        sa.CheckConstraint("duration_min > 0", name=op.f("ck_drills_lasts_some_time")),
        sa.ForeignKeyConstraint(
            ["org_id", "deputy_id"], ["people.org_id", "people.id"], name=op.f("fk_drills_org_id_deputy_id")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "facilitator_id"], ["people.org_id", "people.id"], name=op.f("fk_drills_org_id_facilitator_id")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "scenario_version_id"],
            ["scenario_versions.org_id", "scenario_versions.id"],
            name=op.f("fk_drills_org_id_scenario_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "site_id"], ["sites.org_id", "sites.id"], name=op.f("fk_drills_org_id_site_id")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "slot_id"], ["slots.org_id", "slots.id"], name=op.f("fk_drills_org_id_slot_id")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_drills_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drills")),
        sa.UniqueConstraint("org_id", "id", name="uq_drills_org_id_id"),
        sa.UniqueConstraint("org_id", "number", name=op.f("uq_drills_org_id_number")),
        sa.UniqueConstraint("org_id", "slot_id", name=op.f("uq_drills_org_id_slot_id")),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("drills", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drills_deputy_id"), ["deputy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_drills_facilitator_id"), ["facilitator_id"], unique=False)
        batch_op.create_index("ix_drills_org_id_held_on", ["org_id", "held_on"], unique=False)
        batch_op.create_index("ix_drills_org_id_local_date", ["org_id", "local_date"], unique=False)
        batch_op.create_index(batch_op.f("ix_drills_scenario_version_id"), ["scenario_version_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_drills_site_id"), ["site_id"], unique=False)

    op.create_table(
        "scenario_version_types",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column(
            "drill_type",
            sa.Enum(
                "tabletop_exercise",
                "evacuation_drill",
                "fire_drill",
                "notification_drill",
                "safety_confirmation_drill",
                "restore_drill",
                "shutdown_drill",
                "relocation_drill",
                "call_tree_drill",
                "remote_work_drill",
                "phishing_drill",
                "comprehensive_exercise",
                "seminar",
                "walkthrough",
                name="drilltype",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "version_id"],
            ["scenario_versions.org_id", "scenario_versions.id"],
            name=op.f("fk_scenario_version_types_org_id_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["directory_organisations.id"], name=op.f("fk_scenario_version_types_org_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario_version_types")),
        sa.UniqueConstraint("org_id", "id", name="uq_scenario_version_types_org_id_id"),
        sa.UniqueConstraint(
            "org_id", "version_id", "drill_type", name=op.f("uq_scenario_version_types_org_id_version_id_drill_type")
        ),
        info={"tenant": True, "append_only": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "drill_participants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("drill_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "player",
                "facilitator",
                "evaluator",
                "observer",
                name="participantkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("role_ids", JsonValue, nullable=False),
        sa.Column("invited_at", UtcDateTime(), nullable=True),
        sa.Column(
            "attendance",
            sa.Enum(
                "undecided",
                "attended",
                "absent",
                "excused",
                name="attendance",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attendance_reason", sa.String(length=500), nullable=False),
        sa.Column("frozen_at", UtcDateTime(), nullable=True),
        sa.Column("frozen_name", sa.String(length=201), nullable=False),
        sa.Column("frozen_department", sa.String(length=400), nullable=False),
        sa.Column("frozen_site", sa.String(length=100), nullable=False),
        sa.Column("frozen_employment", sa.String(length=40), nullable=False),
        sa.Column("added_late", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "attendance <> 'excused' OR attendance_reason <> ''",
            name=op.f("ck_drill_participants_an_excuse_has_its_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "drill_id"], ["drills.org_id", "drills.id"], name=op.f("fk_drill_participants_org_id_drill_id")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["people.org_id", "people.id"], name=op.f("fk_drill_participants_org_id_person_id")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_drill_participants_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drill_participants")),
        sa.UniqueConstraint(
            "org_id", "drill_id", "person_id", name=op.f("uq_drill_participants_org_id_drill_id_person_id")
        ),
        sa.UniqueConstraint("org_id", "id", name="uq_drill_participants_org_id_id"),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("drill_participants", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drill_participants_person_id"), ["person_id"], unique=False)

    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("drill_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "running",
                "paused",
                "answering",
                "closed",
                "stopped",
                name="runstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("automatic_release", sa.Boolean(), nullable=False),
        sa.Column("launched_at", UtcDateTime(), nullable=False),
        sa.Column("launched_by", sa.String(length=201), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_runs_number_counts_from_one")),
        sa.CheckConstraint("version >= 0", name=op.f("ck_runs_version_not_negative")),
        sa.ForeignKeyConstraint(
            ["org_id", "drill_id"], ["drills.org_id", "drills.id"], name=op.f("fk_runs_org_id_drill_id")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_runs_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        sa.UniqueConstraint("org_id", "drill_id", "number", name=op.f("uq_runs_org_id_drill_id_number")),
        sa.UniqueConstraint("org_id", "id", name="uq_runs_org_id_id"),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.create_index("ix_runs_org_id_status", ["org_id", "status"], unique=False)

    op.create_table(
        "criterion_observations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=60), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                "met",
                "partly",
                "not_met",
                "not_observed",
                name="criterionresult",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("observer_id", sa.Integer(), nullable=False),
        sa.Column("observer_name", sa.String(length=201), nullable=False),
        sa.Column("observed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "observer_id"],
            ["people.org_id", "people.id"],
            name=op.f("fk_criterion_observations_org_id_observer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "run_id"], ["runs.org_id", "runs.id"], name=op.f("fk_criterion_observations_org_id_run_id")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["directory_organisations.id"], name=op.f("fk_criterion_observations_org_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion_observations")),
        sa.UniqueConstraint("org_id", "id", name="uq_criterion_observations_org_id_id"),
        sa.UniqueConstraint(
            "org_id", "run_id", "criterion", name=op.f("uq_criterion_observations_org_id_run_id_criterion")
        ),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("criterion_observations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_criterion_observations_observer_id"), ["observer_id"], unique=False)

    op.create_table(
        "drill_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("drill_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=False),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_by", sa.String(length=201), nullable=False),
        sa.CheckConstraint("revision = 1 OR reason <> ''", name=op.f("ck_drill_records_a_correction_has_its_reason")),
        sa.CheckConstraint("revision > 0", name=op.f("ck_drill_records_revision_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["org_id", "drill_id"], ["drills.org_id", "drills.id"], name=op.f("fk_drill_records_org_id_drill_id")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "run_id"], ["runs.org_id", "runs.id"], name=op.f("fk_drill_records_org_id_run_id")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_drill_records_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drill_records")),
        sa.UniqueConstraint("org_id", "drill_id", "revision", name=op.f("uq_drill_records_org_id_drill_id_revision")),
        sa.UniqueConstraint("org_id", "id", name="uq_drill_records_org_id_id"),
        info={"tenant": True, "append_only": True},
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("drill_records", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drill_records_run_id"), ["run_id"], unique=False)

    op.create_table(
        "findings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("drill_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("good", "fix", name="findingkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("cause", sa.String(length=2000), nullable=False),
        sa.Column(
            "plan_item",
            sa.Enum(
                "3(1)",
                "3(2)A",
                "3(2)B",
                "3(2)C",
                "3(2)D",
                "3(3)",
                "3(4)",
                "3(5)",
                name="planitem",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("source_event_id", sa.String(length=36), nullable=True),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.Column("noted_by", sa.String(length=201), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("ck_findings_number_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["org_id", "drill_id"], ["drills.org_id", "drills.id"], name=op.f("fk_findings_org_id_drill_id")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "run_id"], ["runs.org_id", "runs.id"], name=op.f("fk_findings_org_id_run_id")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_findings_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
        sa.UniqueConstraint("org_id", "drill_id", "number", name=op.f("uq_findings_org_id_drill_id_number")),
        sa.UniqueConstraint("org_id", "id", name="uq_findings_org_id_id"),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_findings_run_id"), ["run_id"], unique=False)

    op.create_table(
        "follow_up_dates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(length=60), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("set_by", sa.String(length=201), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "run_id"], ["runs.org_id", "runs.id"], name=op.f("fk_follow_up_dates_org_id_run_id")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_follow_up_dates_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_dates")),
        sa.UniqueConstraint("org_id", "id", name="uq_follow_up_dates_org_id_id"),
        sa.UniqueConstraint("org_id", "run_id", "task", name=op.f("uq_follow_up_dates_org_id_run_id_task")),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "objective_ratings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("objective", sa.String(length=60), nullable=False),
        sa.Column(
            "rating",
            sa.Enum("P", "S", "M", "U", name="taskrating", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("comment", sa.String(length=2000), nullable=False),
        sa.Column("rater_id", sa.Integer(), nullable=False),
        sa.Column("rater_name", sa.String(length=201), nullable=False),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.Column("rated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "rater_id"], ["people.org_id", "people.id"], name=op.f("fk_objective_ratings_org_id_rater_id")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "run_id"], ["runs.org_id", "runs.id"], name=op.f("fk_objective_ratings_org_id_run_id")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_objective_ratings_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objective_ratings")),
        sa.UniqueConstraint("org_id", "id", name="uq_objective_ratings_org_id_id"),
        sa.UniqueConstraint(
            "org_id",
            "run_id",
            "objective",
            "rater_id",
            name=op.f("uq_objective_ratings_org_id_run_id_objective_rater_id"),
        ),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("objective_ratings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_objective_ratings_rater_id"), ["rater_id"], unique=False)

    op.create_table(
        "run_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "started",
                "paused",
                "resumed",
                "inject_released",
                "inject_skipped",
                "automatic_release_on",
                "automatic_release_off",
                "task_done",
                "task_reopened",
                "decision_noted",
                "good_point_noted",
                "fix_point_noted",
                "participant_added",
                "participant_joined",
                "corrected",
                "stopped",
                "ended",
                "closed",
                name="eventkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("payload", JsonValue, nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "device",
                "proxy",
                "paper",
                "automatic",
                name="eventsource",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("device_at", UtcDateTime(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=201), nullable=False),
        sa.Column("via", sa.String(length=20), nullable=False),
        sa.CheckConstraint("seq > 0", name=op.f("ck_run_events_seq_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["org_id", "run_id"], ["runs.org_id", "runs.id"], name=op.f("fk_run_events_org_id_run_id")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_run_events_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_events")),
        sa.UniqueConstraint("org_id", "id", name="uq_run_events_org_id_id"),
        sa.UniqueConstraint("org_id", "run_id", "event_id", name=op.f("uq_run_events_org_id_run_id_event_id")),
        sa.UniqueConstraint("org_id", "run_id", "seq", name=op.f("uq_run_events_org_id_run_id_seq")),
        info={"tenant": True, "append_only": True},
        sqlite_autoincrement=True,
    )

    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        op.execute(append_only.POSTGRESQL_FUNCTION)
        for table in TENANT_TABLES:
            for statement in tenancy.policies(table):
                op.execute(statement)
    for table in WRITTEN_ONCE:
        for statement in append_only.triggers(table, dialect):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("run_events")
    with op.batch_alter_table("objective_ratings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_objective_ratings_rater_id"))

    op.drop_table("objective_ratings")
    op.drop_table("follow_up_dates")
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_findings_run_id"))

    op.drop_table("findings")
    with op.batch_alter_table("drill_records", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drill_records_run_id"))

    op.drop_table("drill_records")
    with op.batch_alter_table("criterion_observations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_criterion_observations_observer_id"))

    op.drop_table("criterion_observations")
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.drop_index("ix_runs_org_id_status")

    op.drop_table("runs")
    with op.batch_alter_table("drill_participants", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drill_participants_person_id"))

    op.drop_table("drill_participants")
    op.drop_table("scenario_version_types")
    with op.batch_alter_table("drills", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drills_site_id"))
        batch_op.drop_index(batch_op.f("ix_drills_scenario_version_id"))
        batch_op.drop_index("ix_drills_org_id_local_date")
        batch_op.drop_index("ix_drills_org_id_held_on")
        batch_op.drop_index(batch_op.f("ix_drills_facilitator_id"))
        batch_op.drop_index(batch_op.f("ix_drills_deputy_id"))

    op.drop_table("drills")
    op.drop_table("staff_imports")
    with op.batch_alter_table("slots", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_slots_trainer_id"))
        batch_op.drop_index(batch_op.f("ix_slots_site_id"))
        batch_op.drop_index("ix_slots_scheduled_for")
        batch_op.drop_index("ix_slots_planned_for")

    op.drop_table("slots")
    op.drop_table("scenario_versions")
    op.drop_table("scenario_uploads")
    with op.batch_alter_table("report_editions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_editions_approved_by_id"))

    op.drop_table("report_editions")
    with op.batch_alter_table("personal_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_personal_links_person_id"))

    op.drop_table("personal_links")
    op.drop_table("person_roles")
    with op.batch_alter_table("login_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_sessions_person_id"))

    op.drop_table("login_sessions")
    with op.batch_alter_table("evidence_files", schema=None) as batch_op:
        batch_op.drop_index("ix_evidence_files_subject")

    op.drop_table("evidence_files")
    op.drop_table("credentials")
    op.drop_table("commitment_fulfilments")
    op.drop_table("plan_editions")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_site_id"))
        batch_op.drop_index("ix_people_org_id_status")
        batch_op.drop_index(batch_op.f("ix_people_department_id"))

    op.drop_table("people")
    op.drop_table("commitments")
    op.drop_table("audit_seals")
    op.drop_table("submissions")
    op.drop_table("sites")
    op.drop_table("scenarios")
    op.drop_table("report_notes")
    op.drop_table("plans")
    op.drop_table("outbox_pauses")
    with op.batch_alter_table("outbox_messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_messages_person_id"))
        batch_op.drop_index("ix_outbox_messages_due")

    op.drop_table("outbox_messages")
    op.drop_table("organisations")
    with op.batch_alter_table("directory_keys", schema=None) as batch_op:
        batch_op.drop_index("ix_directory_keys_subject")

    op.drop_table("directory_keys")
    with op.batch_alter_table("departments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_departments_parent_id"))

    op.drop_table("departments")
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entries_subject")

    op.drop_table("audit_entries")
    op.drop_table("scheduler_lease")
    op.drop_table("directory_sign_in_failures")
    op.drop_table("directory_organisations")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
