"""Improvement and quizzes, and the words they bring: proposals with their decisions and verification, questions,
quizzes and attempts, the rows of the status report; headcounts as events, further kinds of links, files and reports

Revision: 0002
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op

from drillhub.core import append_only, tenancy
from drillhub.core.database import JsonValue, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


# Tables behind the wall between organisations.
TENANT_TABLES = (
    "attempt_answers",
    "attempt_events",
    "attempts",
    "enrollments",
    "improvement_proposals",
    "management_meetings",
    "proposal_decisions",
    "proposal_events",
    "proposal_verifications",
    "question_versions",
    "questions",
    "quiz_assignments",
    "quiz_revisions",
    "quiz_slots",
    "quizzes",
    "status_rows",
)
WRITTEN_ONCE = ("attempt_events", "proposal_decisions", "proposal_events", "question_versions")

# Columns whose closed list of words grows: table, column, name of the list, words before, words added.
LONGER_LISTS = (
    (
        "run_events",
        "kind",
        "eventkind",
        (
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
        ),
        ("headcount_marked", "guest_added"),
    ),
    ("personal_links", "purpose", "linkpurpose", ("activation", "drill_participation"), ("quiz",)),
    ("evidence_files", "subject_kind", "subjectkind", ("drill", "commitment"), ("proposal",)),
    ("report_notes", "kind", "reportkind", ("annual",), ("status", "renewal")),
    ("report_editions", "kind", "reportkind", ("annual",), ("status", "renewal")),
)
# Rebuilding a table on SQLite loses its triggers.
WRITTEN_ONCE_BEFORE = ("run_events", "report_editions")


def upgrade() -> None:
    op.create_table(
        "management_meetings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("body", sa.String(length=200), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("attendees", sa.String(length=1000), nullable=False),
        sa.Column("minutes", sa.String(length=2000), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=201), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("body <> ''", name=op.f("ck_management_meetings_has_its_body")),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_management_meetings_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_management_meetings")),
        sa.UniqueConstraint("org_id", "id", name="uq_management_meetings_org_id_id"),
        sa.UniqueConstraint("org_id", "number", name=op.f("uq_management_meetings_org_id_number")),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_index("ix_management_meetings_org_id_held_on", "management_meetings", ["org_id", "held_on"], unique=False)

    op.create_table(
        "questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_questions_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sa.UniqueConstraint("org_id", "code", name=op.f("uq_questions_org_id_code")),
        sa.UniqueConstraint("org_id", "id", name="uq_questions_org_id_id"),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "question_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "question_type",
            sa.Enum(
                "single",
                "multiple",
                "true_false",
                "numeric",
                "ordering",
                "short_text",
                name="questiontype",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=201), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_question_versions_number_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["org_id", "question_id"],
            ["questions.org_id", "questions.id"],
            name=op.f("fk_question_versions_org_id_question_id"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_question_versions_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_versions")),
        sa.UniqueConstraint("org_id", "id", name="uq_question_versions_org_id_id"),
        sa.UniqueConstraint(
            "org_id", "question_id", "number", name=op.f("uq_question_versions_org_id_question_id_number")
        ),
        info={"tenant": True, "append_only": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "status_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column(
            "item",
            sa.Enum(
                "3(1)",
                "3(2)",
                "3(3)",
                "3(4)",
                "3(5)",
                "other",
                name="statusitem",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "rating",
            sa.Enum(
                "as_planned",
                "mostly_as_planned",
                "insufficient",
                "hardly",
                "not_started",
                "not_applicable",
                name="statusrating",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("proposed", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("policy", sa.String(length=2000), nullable=False),
        sa.Column("planned_start", sa.String(length=7), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.String(length=201), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "rating <> 'not_started' OR planned_start <> ''", name=op.f("ck_status_rows_not_started_has_its_month")
        ),
        sa.CheckConstraint(
            "rating NOT IN ('insufficient', 'hardly') OR (reason <> '' AND policy <> '')",
            name=op.f("ck_status_rows_short_of_plan_has_reason_and_policy"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "plan_id"], ["plans.org_id", "plans.id"], name=op.f("fk_status_rows_org_id_plan_id")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_status_rows_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_rows")),
        sa.UniqueConstraint("org_id", "id", name="uq_status_rows_org_id_id"),
        sa.UniqueConstraint("org_id", "plan_id", "item", name=op.f("uq_status_rows_org_id_plan_id_item")),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "quizzes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("scenario_version_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=201), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "scenario_version_id"],
            ["scenario_versions.org_id", "scenario_versions.id"],
            name=op.f("fk_quizzes_org_id_scenario_version_id"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_quizzes_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quizzes")),
        sa.UniqueConstraint("org_id", "id", name="uq_quizzes_org_id_id"),
        sa.UniqueConstraint("org_id", "number", name=op.f("uq_quizzes_org_id_number")),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_quizzes_scenario_version_id"), "quizzes", ["scenario_version_id"], unique=False)

    op.create_table(
        "quiz_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("quiz_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("instructions", sa.String(length=2000), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("time_limit_min", sa.Integer(), nullable=True),
        sa.Column("attempt_limit", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("draft", "published", name="revisionstatus", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("published_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.String(length=201), nullable=False),
        sa.CheckConstraint(
            "(status = 'published') = (published_at IS NOT NULL)", name=op.f("ck_quiz_revisions_published_has_a_moment")
        ),
        sa.CheckConstraint("attempt_limit > 0", name=op.f("ck_quiz_revisions_attempt_limit_is_positive")),
        sa.CheckConstraint("number > 0", name=op.f("ck_quiz_revisions_number_counts_from_one")),
        sa.CheckConstraint("pass_mark BETWEEN 1 AND 100", name=op.f("ck_quiz_revisions_pass_mark_is_a_percentage")),
        sa.CheckConstraint("time_limit_min > 0", name=op.f("ck_quiz_revisions_time_limit_is_positive")),
        sa.ForeignKeyConstraint(
            ["org_id", "quiz_id"], ["quizzes.org_id", "quizzes.id"], name=op.f("fk_quiz_revisions_org_id_quiz_id")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_quiz_revisions_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_revisions")),
        sa.UniqueConstraint("org_id", "id", name="uq_quiz_revisions_org_id_id"),
        sa.UniqueConstraint("org_id", "quiz_id", "number", name=op.f("uq_quiz_revisions_org_id_quiz_id_number")),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "quiz_assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column(
            "audience",
            sa.Enum(
                "drill", "department", "people", name="audience", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("audience_id", sa.Integer(), nullable=True),
        sa.Column("audience_label", sa.String(length=300), nullable=False),
        sa.Column("assigned_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("assigned_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("assigned_by", sa.String(length=201), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "revision_id"],
            ["quiz_revisions.org_id", "quiz_revisions.id"],
            name=op.f("fk_quiz_assignments_org_id_revision_id"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_quiz_assignments_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_assignments")),
        sa.UniqueConstraint("org_id", "id", name="uq_quiz_assignments_org_id_id"),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_quiz_assignments_audience", "quiz_assignments", ["org_id", "audience", "audience_id"], unique=False
    )
    op.create_index("ix_quiz_assignments_org_id_due_on", "quiz_assignments", ["org_id", "due_on"], unique=False)
    op.create_index(op.f("ix_quiz_assignments_revision_id"), "quiz_assignments", ["revision_id"], unique=False)

    op.create_table(
        "quiz_slots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question_version_id", sa.Integer(), nullable=False),
        sa.Column("max_mark", sa.Integer(), nullable=False),
        sa.CheckConstraint("max_mark > 0", name=op.f("ck_quiz_slots_is_worth_something")),
        sa.CheckConstraint("position > 0", name=op.f("ck_quiz_slots_position_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["org_id", "question_version_id"],
            ["question_versions.org_id", "question_versions.id"],
            name=op.f("fk_quiz_slots_org_id_question_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "revision_id"],
            ["quiz_revisions.org_id", "quiz_revisions.id"],
            name=op.f("fk_quiz_slots_org_id_revision_id"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_quiz_slots_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_slots")),
        sa.UniqueConstraint("org_id", "id", name="uq_quiz_slots_org_id_id"),
        sa.UniqueConstraint(
            "org_id", "revision_id", "position", name=op.f("uq_quiz_slots_org_id_revision_id_position")
        ),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_quiz_slots_question_version_id"), "quiz_slots", ["question_version_id"], unique=False)

    op.create_table(
        "enrollments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("frozen_name", sa.String(length=201), nullable=False),
        sa.Column("frozen_department", sa.String(length=400), nullable=False),
        sa.Column("invited_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("finished_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("passed_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "passed_at IS NULL OR finished_at IS NOT NULL", name=op.f("ck_enrollments_passed_after_finishing")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "assignment_id"],
            ["quiz_assignments.org_id", "quiz_assignments.id"],
            name=op.f("fk_enrollments_org_id_assignment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["people.org_id", "people.id"], name=op.f("fk_enrollments_org_id_person_id")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_enrollments_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrollments")),
        sa.UniqueConstraint(
            "org_id", "assignment_id", "person_id", name=op.f("uq_enrollments_org_id_assignment_id_person_id")
        ),
        sa.UniqueConstraint("org_id", "id", name="uq_enrollments_org_id_id"),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_enrollments_person_id"), "enrollments", ["person_id"], unique=False)

    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("enrollment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "in_progress", "submitted", name="attemptstate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("max_score", sa.Integer(), nullable=False),
        sa.Column("score_numerator", sa.Integer(), nullable=True),
        sa.Column("score_denominator", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("started_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column(
            "submitted_by",
            sa.Enum("person", "timeout", name="submittedby", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("submitted_via", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "(state = 'submitted') = (passed IS NOT NULL)", name=op.f("ck_attempts_submitted_has_a_result")
        ),
        sa.CheckConstraint(
            "(state = 'submitted') = (score_numerator IS NOT NULL AND score_denominator IS NOT NULL)",
            name=op.f("ck_attempts_submitted_has_a_score"),
        ),
        sa.CheckConstraint(
            "(state = 'submitted') = (submitted_at IS NOT NULL)", name=op.f("ck_attempts_submitted_has_a_moment")
        ),
        sa.CheckConstraint(
            "(state = 'submitted') = (submitted_by IS NOT NULL)", name=op.f("ck_attempts_submitted_by_somebody")
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_attempts_number_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["org_id", "enrollment_id"],
            ["enrollments.org_id", "enrollments.id"],
            name=op.f("fk_attempts_org_id_enrollment_id"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_attempts_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
        sa.UniqueConstraint("org_id", "enrollment_id", "number", name=op.f("uq_attempts_org_id_enrollment_id_number")),
        sa.UniqueConstraint("org_id", "id", name="uq_attempts_org_id_id"),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_attempts_org_id_state_deadline_at", "attempts", ["org_id", "state", "deadline_at"], unique=False
    )
    op.create_index(
        "uq_attempts_one_in_progress",
        "attempts",
        ["org_id", "enrollment_id"],
        unique=True,
        sqlite_where=sa.text("state = 'in_progress'"),
        postgresql_where=sa.text("state = 'in_progress'"),
    )

    op.create_table(
        "attempt_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question_version_id", sa.Integer(), nullable=False),
        sa.Column("max_mark", sa.Integer(), nullable=False),
        sa.Column(
            "shown_order",
            JsonValue,
            nullable=False,
        ),
        sa.Column(
            "response",
            JsonValue,
            nullable=True,
        ),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("saved_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("fraction_numerator", sa.Integer(), nullable=True),
        sa.Column("fraction_denominator", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "attempt_id"],
            ["attempts.org_id", "attempts.id"],
            name=op.f("fk_attempt_answers_org_id_attempt_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "question_version_id"],
            ["question_versions.org_id", "question_versions.id"],
            name=op.f("fk_attempt_answers_org_id_question_version_id"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_attempt_answers_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_answers")),
        sa.UniqueConstraint(
            "org_id", "attempt_id", "position", name=op.f("uq_attempt_answers_org_id_attempt_id_position")
        ),
        sa.UniqueConstraint("org_id", "id", name="uq_attempt_answers_org_id_id"),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_attempt_answers_question_version_id"), "attempt_answers", ["question_version_id"], unique=False
    )

    op.create_table(
        "attempt_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "started",
                "answer_saved",
                "answer_late",
                "submitted",
                name="attempteventkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column(
            "payload",
            JsonValue,
            nullable=True,
        ),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("device_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("via", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "attempt_id"],
            ["attempts.org_id", "attempts.id"],
            name=op.f("fk_attempt_events_org_id_attempt_id"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_attempt_events_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_events")),
        sa.UniqueConstraint(
            "org_id", "attempt_id", "event_id", name=op.f("uq_attempt_events_org_id_attempt_id_event_id")
        ),
        sa.UniqueConstraint("org_id", "attempt_id", "seq", name=op.f("uq_attempt_events_org_id_attempt_id_seq")),
        sa.UniqueConstraint("org_id", "id", name="uq_attempt_events_org_id_id"),
        info={"tenant": True, "append_only": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "improvement_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "drill",
                "quiz",
                "incident",
                "equipment_update",
                "law_change",
                "inspection",
                "suggestion",
                name="proposalsource",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("finding_id", sa.Integer(), nullable=True),
        sa.Column("drill_id", sa.Integer(), nullable=True),
        sa.Column("attempt_id", sa.Integer(), nullable=True),
        sa.Column("finding", sa.String(length=2000), nullable=False),
        sa.Column("cause", sa.String(length=2000), nullable=False),
        sa.Column("proposal", sa.String(length=2000), nullable=False),
        sa.Column("expected_effect", sa.String(length=2000), nullable=False),
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
        sa.Column(
            "poete",
            sa.Enum(
                "planning",
                "organization",
                "equipment",
                "training",
                "exercises",
                name="poete",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "priority",
            sa.Enum("high", "middle", "low", name="priority", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "under_review",
                "adopted",
                "in_progress",
                "implemented",
                "verified",
                "closed",
                "rejected",
                "deferred",
                "merged",
                name="proposalstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("proposer_id", sa.Integer(), nullable=False),
        sa.Column("proposer_name", sa.String(length=201), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("deferred_until", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("owner_name", sa.String(length=201), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("implemented_on", sa.Date(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("plan_edition", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into_id IS NOT NULL)",
            name=op.f("ck_improvement_proposals_merged_has_its_target"),
        ),
        sa.CheckConstraint(
            "state <> 'deferred' OR deferred_until IS NOT NULL",
            name=op.f("ck_improvement_proposals_deferred_has_a_day"),
        ),
        sa.CheckConstraint(
            "state = 'draft' OR submitted_on IS NOT NULL", name=op.f("ck_improvement_proposals_submitted_has_a_day")
        ),
        sa.CheckConstraint(
            "(number IS NULL) = (submitted_on IS NULL)",
            name=op.f("ck_improvement_proposals_numbered_when_submitted"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('adopted', 'in_progress', 'implemented', 'verified', 'closed')"
            " OR (decided_on IS NOT NULL AND owner_id IS NOT NULL AND due_on IS NOT NULL)",
            name=op.f("ck_improvement_proposals_adopted_has_owner_and_due_date"),
        ),
        sa.CheckConstraint(
            "(state IN ('implemented', 'verified', 'closed')) = (implemented_on IS NOT NULL)",
            name=op.f("ck_improvement_proposals_implemented_has_a_day"),
        ),
        sa.CheckConstraint(
            "(state IN ('verified', 'closed')) = (verified_on IS NOT NULL)",
            name=op.f("ck_improvement_proposals_verified_has_a_day"),
        ),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_on IS NOT NULL)", name=op.f("ck_improvement_proposals_closed_has_a_day")
        ),
        sa.CheckConstraint(
            "decided_on >= submitted_on", name=op.f("ck_improvement_proposals_decided_after_submission")
        ),
        sa.CheckConstraint(
            "implemented_on >= decided_on", name=op.f("ck_improvement_proposals_implemented_after_adoption")
        ),
        sa.CheckConstraint("merged_into_id <> id", name=op.f("ck_improvement_proposals_not_merged_into_itself")),
        sa.ForeignKeyConstraint(
            ["org_id", "attempt_id"],
            ["attempts.org_id", "attempts.id"],
            name=op.f("fk_improvement_proposals_org_id_attempt_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "drill_id"],
            ["drills.org_id", "drills.id"],
            name=op.f("fk_improvement_proposals_org_id_drill_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "finding_id"],
            ["findings.org_id", "findings.id"],
            name=op.f("fk_improvement_proposals_org_id_finding_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "meeting_id"],
            ["management_meetings.org_id", "management_meetings.id"],
            name=op.f("fk_improvement_proposals_org_id_meeting_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "merged_into_id"],
            ["improvement_proposals.org_id", "improvement_proposals.id"],
            name=op.f("fk_improvement_proposals_org_id_merged_into_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "owner_id"],
            ["people.org_id", "people.id"],
            name=op.f("fk_improvement_proposals_org_id_owner_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "proposer_id"],
            ["people.org_id", "people.id"],
            name=op.f("fk_improvement_proposals_org_id_proposer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["directory_organisations.id"], name=op.f("fk_improvement_proposals_org_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_improvement_proposals")),
        sa.UniqueConstraint("org_id", "id", name="uq_improvement_proposals_org_id_id"),
        sa.UniqueConstraint("org_id", "number", name=op.f("uq_improvement_proposals_org_id_number")),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_improvement_proposals_attempt_id"), "improvement_proposals", ["attempt_id"], unique=False)
    op.create_index(op.f("ix_improvement_proposals_drill_id"), "improvement_proposals", ["drill_id"], unique=False)
    op.create_index(op.f("ix_improvement_proposals_meeting_id"), "improvement_proposals", ["meeting_id"], unique=False)
    op.create_index(
        op.f("ix_improvement_proposals_merged_into_id"), "improvement_proposals", ["merged_into_id"], unique=False
    )
    op.create_index("ix_improvement_proposals_org_id_state", "improvement_proposals", ["org_id", "state"], unique=False)
    op.create_index(
        "ix_improvement_proposals_org_id_submitted_on",
        "improvement_proposals",
        ["org_id", "submitted_on"],
        unique=False,
    )
    op.create_index(op.f("ix_improvement_proposals_owner_id"), "improvement_proposals", ["owner_id"], unique=False)
    op.create_index(
        op.f("ix_improvement_proposals_proposer_id"), "improvement_proposals", ["proposer_id"], unique=False
    )
    op.create_index(
        "uq_improvement_proposals_finding",
        "improvement_proposals",
        ["org_id", "finding_id"],
        unique=True,
        sqlite_where=sa.text("finding_id IS NOT NULL"),
        postgresql_where=sa.text("finding_id IS NOT NULL"),
    )

    op.create_table(
        "proposal_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                "adopted",
                "rejected",
                "deferred",
                name="decisionresult",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("conditions", sa.String(length=2000), nullable=False),
        sa.Column("owner_name", sa.String(length=201), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("deferred_until", sa.Date(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.String(length=201), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_proposal_decisions_has_its_reason")),
        sa.CheckConstraint(
            "result <> 'adopted' OR due_on IS NOT NULL", name=op.f("ck_proposal_decisions_adoption_has_a_due_date")
        ),
        sa.CheckConstraint(
            "result <> 'deferred' OR deferred_until IS NOT NULL", name=op.f("ck_proposal_decisions_deferral_has_a_day")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "meeting_id"],
            ["management_meetings.org_id", "management_meetings.id"],
            name=op.f("fk_proposal_decisions_org_id_meeting_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "proposal_id"],
            ["improvement_proposals.org_id", "improvement_proposals.id"],
            name=op.f("fk_proposal_decisions_org_id_proposal_id"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_proposal_decisions_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_decisions")),
        sa.UniqueConstraint("org_id", "id", name="uq_proposal_decisions_org_id_id"),
        sa.UniqueConstraint(
            "org_id", "proposal_id", "number", name=op.f("uq_proposal_decisions_org_id_proposal_id_number")
        ),
        info={"tenant": True, "append_only": True},
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_proposal_decisions_meeting_id"), "proposal_decisions", ["meeting_id"], unique=False)
    op.create_index(
        "ix_proposal_decisions_org_id_decided_on", "proposal_decisions", ["org_id", "decided_on"], unique=False
    )

    op.create_table(
        "proposal_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "submitted",
                "withdrawn",
                "prepared",
                "review_started",
                "review_ended",
                "decided",
                "progress_noted",
                "owner_changed",
                "implemented",
                "verification_planned",
                "verified",
                "reopened",
                "closed",
                "merged",
                name="proposaleventkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column(
            "facts",
            JsonValue,
            nullable=False,
        ),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(length=201), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "proposal_id"],
            ["improvement_proposals.org_id", "improvement_proposals.id"],
            name=op.f("fk_proposal_events_org_id_proposal_id"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["directory_organisations.id"], name=op.f("fk_proposal_events_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_events")),
        sa.UniqueConstraint("org_id", "id", name="uq_proposal_events_org_id_id"),
        sa.UniqueConstraint("org_id", "proposal_id", "seq", name=op.f("uq_proposal_events_org_id_proposal_id_seq")),
        info={"tenant": True, "append_only": True},
        sqlite_autoincrement=True,
    )
    op.create_table(
        "proposal_verifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("drill_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=2000), nullable=False),
        sa.Column("planned_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("planned_by", sa.String(length=201), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                "effective",
                "partly_effective",
                "not_effective",
                name="verificationresult",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.Column("verified_by", sa.String(length=201), nullable=False),
        sa.Column("verified_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(result IS NULL) = (verified_on IS NULL)", name=op.f("ck_proposal_verifications_a_result_has_its_day")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "drill_id"],
            ["drills.org_id", "drills.id"],
            name=op.f("fk_proposal_verifications_org_id_drill_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "proposal_id"],
            ["improvement_proposals.org_id", "improvement_proposals.id"],
            name=op.f("fk_proposal_verifications_org_id_proposal_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["directory_organisations.id"], name=op.f("fk_proposal_verifications_org_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_verifications")),
        sa.UniqueConstraint("org_id", "id", name="uq_proposal_verifications_org_id_id"),
        info={"tenant": True},
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_proposal_verifications_drill_id"), "proposal_verifications", ["drill_id"], unique=False)
    op.create_index(
        op.f("ix_proposal_verifications_proposal_id"), "proposal_verifications", ["proposal_id"], unique=False
    )
    op.create_index(
        "uq_proposal_verifications_open",
        "proposal_verifications",
        ["org_id", "proposal_id"],
        unique=True,
        sqlite_where=sa.text("result IS NULL AND withdrawn_at IS NULL"),
        postgresql_where=sa.text("result IS NULL AND withdrawn_at IS NULL"),
    )

    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        for table in TENANT_TABLES:
            for statement in tenancy.policies(table):
                op.execute(statement)
    for table in WRITTEN_ONCE:
        for statement in append_only.triggers(table, dialect):
            op.execute(statement)
    for table, column, name, before, added in LONGER_LISTS:
        change_words(table, column, name, (*before, *added))


def change_words(table: str, column: str, name: str, words: tuple[str, ...]) -> None:
    """Let a column hold exactly these words."""
    constraint = op.f(f"ck_{table}_{name}")
    listed = ", ".join(f"'{word}'" for word in words)
    with op.batch_alter_table(table, table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_constraint(constraint, type_="check")
        batch.create_check_constraint(constraint, f"{column} IN ({listed})")
    if op.get_bind().dialect.name == "sqlite" and table in WRITTEN_ONCE_BEFORE:
        for statement in append_only.triggers(table, "sqlite"):
            op.execute(statement)


def downgrade() -> None:
    """Rows that hold one of the added words keep the lists from getting shorter: the migration stops there."""
    for table, column, name, before, _added in reversed(LONGER_LISTS):
        change_words(table, column, name, before)
    op.drop_table("proposal_verifications")
    op.drop_table("proposal_events")

    op.drop_table("proposal_decisions")

    op.drop_table("improvement_proposals")
    op.drop_table("attempt_events")

    op.drop_table("attempt_answers")

    op.drop_table("attempts")

    op.drop_table("enrollments")

    op.drop_table("quiz_slots")

    op.drop_table("quiz_assignments")
    op.drop_table("quiz_revisions")

    op.drop_table("quizzes")
    op.drop_table("status_rows")
    op.drop_table("question_versions")
    op.drop_table("questions")

    op.drop_table("management_meetings")
