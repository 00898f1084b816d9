"""Who can sign in to the demonstration company, and the passphrase they share."""

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from drillhub.identity.roles import Role


@dataclass(frozen=True)
class CastMember:
    """number: the employee number in `seed/demo/staff.csv`."""

    number: str
    roles: frozenset[Role]


PRESIDENT: Final = CastMember("0001", frozenset({Role.APPROVER}))
GENERAL_AFFAIRS: Final = CastMember("0012", frozenset({Role.GENERAL_AFFAIRS}))
TRAINER: Final = CastMember("0018", frozenset({Role.TRAINER}))
EVALUATOR: Final = CastMember("0021", frozenset({Role.TRAINER}))
ADMINISTRATOR: Final = CastMember("0055", frozenset({Role.ADMINISTRATOR}))
EMPLOYEE: Final = CastMember("0101", frozenset())

CAST: Final = (TRAINER, GENERAL_AFFAIRS, PRESIDENT, EMPLOYEE, ADMINISTRATOR, EVALUATOR)

# Who takes which part in a tabletop exercise: the one whose work it is. Part of a scenario → employee number.
SEATS: Final = {
    "hq_chief": PRESIDENT.number,
    "hq_deputy": "0002",
    "general_affairs": GENERAL_AFFAIRS.number,
    "production_lead": "0040",
    "sales_lead": "0031",
    "it_lead": "0034",
    "accounting_lead": "0360",
    "accounting_staff": "0357",
    "headcount_officer": EMPLOYEE.number,
    "shift_leader": EMPLOYEE.number,
    "floor_warden": "0218",
    "maintenance": "0226",
    "first_aid": "0344",
    "pr_officer": ADMINISTRATOR.number,
}
# They sit at every table, with a part or without: general affairs, and a group leader for those on the floor.
AT_EVERY_TABLE: Final = (GENERAL_AFFAIRS.number, EMPLOYEE.number)

_WORDS: Final = (
    "yama kawa umi sora hoshi tsuki hana tori mori nami kaze yuki ame hikari kumo ishi "
    "matsu take ume sakura momiji kiku fuji hagi sato machi mura hashi michi minato shima tani"
).split()


def passphrase(instance: Path) -> str:
    """The passphrase of this demonstration: made once at random, kept in the instance folder for its owner alone."""
    kept = instance / "demo_passphrase"
    if not kept.is_file():
        instance.mkdir(parents=True, exist_ok=True, mode=0o700)
        words = "-".join(secrets.choice(_WORDS) for _ in range(4))
        kept.touch(mode=0o600)
        kept.write_text(f"{words}-{secrets.randbelow(9000) + 1000}")
    return kept.read_text().strip()
