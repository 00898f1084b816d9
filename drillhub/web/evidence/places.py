"""What evidence can belong to, as its pages show it, and who may do what with it there."""

from dataclasses import dataclass

from flask import url_for

from drillhub.core.errors import NotAllowed, NotFound
from drillhub.core.i18n import _, pgettext
from drillhub.drills import queries as drills
from drillhub.evidence.models import EvidenceFile, SubjectKind
from drillhub.evidence.services import Subject
from drillhub.identity.roles import Role
from drillhub.improvement import queries as improvement
from drillhub.improvement.access import may_read, standing
from drillhub.web.doors import me
from drillhub.web.drills.blueprint import Band, band

# Who reads and who keeps evidence that belongs to neither a drill nor a proposal.
_READERS = (Role.TRAINER, Role.GENERAL_AFFAIRS, Role.APPROVER)
_KEEPERS = (Role.TRAINER, Role.GENERAL_AFFAIRS)


@dataclass(frozen=True)
class Rights:
    """What the reader may do with files of one subject."""

    may_read: bool
    may_keep: bool

    def require(self, *, keep: bool) -> None:
        """Raises NotFound to somebody who may not even see the files, NotAllowed to one who may only see them."""
        if not self.may_read:
            raise NotFound()
        if keep and not self.may_keep:
            raise NotAllowed()


@dataclass(frozen=True)
class Place:
    """A subject with its page. room: name and address of the list it stands in; url: its part about evidence."""

    subject: Subject
    name: str
    room: tuple[str, str]
    url: str
    add_url: str
    band: Band | None = None


def rights_in_drill(drill_id: int) -> Rights:
    """Trainers, general affairs and the drill's facilitators keep its evidence; whoever reads the drill sees it."""
    place = drills.standing_in(drill_id, me().person_id, me().roles)
    may_keep = place.may_control or me().acts_as(Role.GENERAL_AFFAIRS)
    return Rights(may_keep or place.reads_drills or place.may_note, may_keep)


def rights_in_proposal(proposal_id: int) -> Rights:
    """Who carries a proposal out or works it out keeps its evidence; whoever reads the proposal sees it."""
    proposal = improvement.proposal(proposal_id)
    place = standing(proposal, me().person_id, me().roles)
    return Rights(may_read(proposal, place), may_read(proposal, place) and place.may_carry_out)


def drill_to_keep(drill_id: int) -> Place:
    """A drill to which the reader may add files. Raises NotFound, NotAllowed."""
    place = _drill(drill_id)
    rights_in_drill(drill_id).require(keep=True)
    return place


def proposal_to_keep(proposal_id: int) -> Place:
    """A proposal to which the reader may add files. Raises NotFound, NotAllowed."""
    rights_in_proposal(proposal_id).require(keep=True)
    return _proposal(proposal_id)


def place_of(row: EvidenceFile) -> Place:
    """Where a file of a drill or a proposal belongs."""
    return _proposal(row.subject_id) if row.subject_kind is SubjectKind.PROPOSAL else _drill(row.subject_id)


def require_rights(row: EvidenceFile, *, keep: bool = False) -> None:
    """Raises NotFound, NotAllowed."""
    match row.subject_kind:
        case SubjectKind.DRILL:
            rights = rights_in_drill(row.subject_id)
        case SubjectKind.PROPOSAL:
            rights = rights_in_proposal(row.subject_id)
        case _:
            rights = Rights(me().acts_as(*_READERS), me().acts_as(*_KEEPERS))
    rights.require(keep=keep)


def _drill(drill_id: int) -> Place:
    drill = drills.drill(drill_id)
    return Place(
        subject=Subject(SubjectKind.DRILL, drill_id),
        name=drill.title,
        room=(pgettext("menu", "訓練"), url_for("drills.index")),
        url=url_for("drills.page", drill_id=drill_id, _anchor="evidence"),
        add_url=url_for("evidence.add_to_drill", drill_id=drill_id),
        band=band(drill),
    )


def _proposal(proposal_id: int) -> Place:
    proposal = improvement.proposal(proposal_id)
    return Place(
        subject=Subject(SubjectKind.PROPOSAL, proposal_id),
        name=_("%(number)s %(title)s", number=proposal.number, title=proposal.title),
        room=(pgettext("menu", "改善"), url_for("improvement.index")),
        url=url_for("improvement.page", proposal_id=proposal_id, _anchor="evidence"),
        add_url=url_for("evidence.add_to_proposal", proposal_id=proposal_id),
    )
