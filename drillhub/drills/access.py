"""Who may do what in a drill: by role in the organisation, and by part in the drill."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from drillhub.drills.snapshot import ParticipantKind
from drillhub.identity.roles import Role

# Roles that run any drill of the organisation, and roles that may read any drill and its record.
RUN_DRILLS = frozenset({Role.TRAINER, Role.ADMINISTRATOR})
READ_DRILLS = RUN_DRILLS | {Role.GENERAL_AFFAIRS, Role.APPROVER}


@dataclass(frozen=True)
class Standing:
    """One person's place in one drill. participant_id, kind: None for somebody who does not take part."""

    runs_drills: bool
    reads_drills: bool
    participant_id: int | None = None
    kind: ParticipantKind | None = None
    roles: tuple[str, ...] = ()

    @property
    def may_control(self) -> bool:
        """Start, release, pause, end, decide ratings, close the record."""
        return self.runs_drills or self.kind is ParticipantKind.FACILITATOR

    @property
    def may_evaluate(self) -> bool:
        """Stop watches, give an own rating, write findings."""
        return self.may_control or self.kind is ParticipantKind.EVALUATOR

    @property
    def may_note(self) -> bool:
        """Follow the console and note decisions and observations."""
        return self.may_evaluate or self.kind is ParticipantKind.OBSERVER

    def may_call_roll(self, callers: Collection[str]) -> bool:
        """Mark people at the assembly point: whoever may note, and who plays one of these roles of the scenario."""
        return self.may_note or (self.plays and not set(callers).isdisjoint(self.roles))

    @property
    def plays(self) -> bool:
        return self.kind is ParticipantKind.PLAYER


def standing(
    roles: Iterable[Role],
    *,
    participant_id: int | None = None,
    kind: ParticipantKind | None = None,
    plays_roles: Iterable[str] = (),
) -> Standing:
    """The place of somebody with these roles in the organisation, and this part in the drill."""
    held = set(roles)
    return Standing(
        runs_drills=bool(held & RUN_DRILLS),
        reads_drills=bool(held & READ_DRILLS),
        participant_id=participant_id,
        kind=kind,
        roles=tuple(plays_roles),
    )
