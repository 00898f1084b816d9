"""A person says what became of a task that nobody recorded; the database keeps published quizzes as they are

Revision: 0003
Follows: 0002
"""

from alembic import op

from drillhub.core import append_only

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

EVENT_KINDS = (
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
    "headcount_marked",
    "guest_added",
)
PUBLISHED = "a published revision of a quiz is written once"


def upgrade() -> None:
    change_event_kinds((*EVENT_KINDS, "task_left"))
    statements = sqlite_guards() if op.get_bind().dialect.name == "sqlite" else postgresql_guards()
    for statement in statements:
        op.execute(statement)


def downgrade() -> None:
    """Runs in which somebody told what became of a task keep the list from getting shorter: it stops there."""
    if op.get_bind().dialect.name == "sqlite":
        for trigger in ("quiz_revisions_no_update", "quiz_revisions_no_delete"):
            op.execute(f"DROP TRIGGER {trigger}")
        for verb in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER quiz_slots_no_{verb}")
    else:
        op.execute("DROP TRIGGER quiz_revisions_published ON quiz_revisions")
        op.execute("DROP TRIGGER quiz_slots_published ON quiz_slots")
        op.execute("DROP FUNCTION refuse_change_of_published_revision()")
        op.execute("DROP FUNCTION refuse_change_of_published_slots()")
    change_event_kinds(EVENT_KINDS)


def change_event_kinds(words: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{word}'" for word in words)
    constraint = op.f("ck_run_events_eventkind")
    with op.batch_alter_table("run_events", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_constraint(constraint, type_="check")
        batch.create_check_constraint(constraint, f"kind IN ({listed})")
    if op.get_bind().dialect.name == "sqlite":
        # Rebuilding a table loses its triggers.
        for statement in append_only.triggers("run_events", "sqlite"):
            op.execute(statement)


def sqlite_guards() -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{PUBLISHED}'); END"
    guards = [
        f"CREATE TRIGGER quiz_revisions_no_{verb.lower()} BEFORE {verb} ON quiz_revisions "
        f"WHEN OLD.status = 'published' {refuse}"
        for verb in ("UPDATE", "DELETE")
    ]
    for verb, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
        revisions = ", ".join(f"{row}.revision_id" for row in rows)
        guards.append(
            f"CREATE TRIGGER quiz_slots_no_{verb.lower()} BEFORE {verb} ON quiz_slots WHEN EXISTS ("
            f"SELECT 1 FROM quiz_revisions WHERE id IN ({revisions}) AND status = 'published') {refuse}"
        )
    return guards


def postgresql_guards() -> list[str]:
    return [
        f"""
        CREATE FUNCTION refuse_change_of_published_revision() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF OLD.status = 'published' THEN RAISE EXCEPTION '{PUBLISHED}'; END IF;
          IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
          RETURN NEW;
        END $$
        """,
        f"""
        CREATE FUNCTION refuse_change_of_published_slots() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF (TG_OP <> 'INSERT' AND EXISTS (
                SELECT 1 FROM quiz_revisions WHERE id = OLD.revision_id AND status = 'published'))
             OR (TG_OP <> 'DELETE' AND EXISTS (
                SELECT 1 FROM quiz_revisions WHERE id = NEW.revision_id AND status = 'published'))
          THEN RAISE EXCEPTION '{PUBLISHED}'; END IF;
          IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
          RETURN NEW;
        END $$
        """,
        "CREATE TRIGGER quiz_revisions_published BEFORE UPDATE OR DELETE ON quiz_revisions "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published_revision()",
        "CREATE TRIGGER quiz_slots_published BEFORE INSERT OR UPDATE OR DELETE ON quiz_slots "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published_slots()",
    ]
