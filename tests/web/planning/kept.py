"""What is kept of an organisation, save for what visiting pages alone leaves."""

from tests.support.rows import all_rows


def rows(world, org):
    return {
        name: found for name, found in all_rows(world, org).items() if name not in {"login_sessions", "submissions"}
    }
