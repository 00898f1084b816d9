"""Who may do what with a proposal: by role in the organisation, and by part in the proposal."""

from collections.abc import Iterable
from dataclasses import dataclass

from drillhub.identity.roles import Role
from drillhub.improvement.models import ImprovementProposal

# Roles that read every submitted proposal, that work it out, that prepare meetings, and that decide.
READ_PROPOSALS = frozenset({Role.TRAINER, Role.GENERAL_AFFAIRS, Role.APPROVER, Role.ADMINISTRATOR})
PREPARE_PROPOSALS = frozenset({Role.TRAINER, Role.GENERAL_AFFAIRS, Role.ADMINISTRATOR})
PREPARE_MEETINGS = frozenset({Role.GENERAL_AFFAIRS, Role.APPROVER})
DECIDE = frozenset({Role.APPROVER})


@dataclass(frozen=True)
class Standing:
    """One person's place beside one proposal."""

    proposes: bool
    owns: bool
    reads_all: bool
    prepares: bool
    prepares_meetings: bool
    decides: bool

    @property
    def may_carry_out(self) -> bool:
        """Note progress, and say that it was carried out: the owner, whatever their role, and who works it out."""
        return self.owns or self.prepares


def standing(proposal: ImprovementProposal, person_id: int, roles: Iterable[Role]) -> Standing:
    """The place of a person with these roles in the organisation."""
    held = set(roles)
    return Standing(
        proposes=proposal.proposer_id == person_id,
        owns=proposal.owner_id == person_id,
        reads_all=bool(held & READ_PROPOSALS),
        prepares=bool(held & PREPARE_PROPOSALS),
        prepares_meetings=bool(held & PREPARE_MEETINGS),
        decides=bool(held & DECIDE),
    )


def may_read(proposal: ImprovementProposal, place: Standing) -> bool:
    """A draft that was never submitted is its proposer's alone; everything else is read by those it concerns."""
    if proposal.is_private:
        return place.proposes
    return place.proposes or place.owns or place.reads_all
