"""The evidence of a drill or a proposal as its page shows it (templates/evidence/_files.html)."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for

from drillhub.core.i18n import _
from drillhub.evidence import queries
from drillhub.evidence.models import SubjectKind
from drillhub.evidence.queries import FileLine
from drillhub.identity import queries as identity
from drillhub.identity.roles import Role
from drillhub.web.doors import me
from drillhub.web.evidence.forms import UploadForm
from drillhub.web.evidence.places import rights_in_drill


@dataclass(frozen=True)
class ShownFile:
    """A file with the names of the people who added and withdrew it."""

    line: FileLine
    added_by: str
    withdrawn_by: str


@dataclass(frozen=True)
class EvidencePart:
    """files count; withdrawn ones do not any more. form: None for those who may only read.

    hands_out_originals: whether the reader gets photos with everything that is in them.
    """

    add_url: str
    files: tuple[ShownFile, ...]
    withdrawn: tuple[ShownFile, ...]
    form: UploadForm | None
    hands_out_originals: bool


def part_of_drill(drill_id: int) -> EvidencePart:
    """The evidence of a drill for its reader. Three statements."""
    add_url = url_for("evidence.add_to_drill", drill_id=drill_id)
    return _part(SubjectKind.DRILL, drill_id, add_url, may_keep=rights_in_drill(drill_id).may_keep)


def part_of_proposal(proposal_id: int, *, may_keep: bool) -> EvidencePart:
    """The evidence of a proposal for its reader. Two statements."""
    add_url = url_for("evidence.add_to_proposal", proposal_id=proposal_id)
    return _part(SubjectKind.PROPOSAL, proposal_id, add_url, may_keep=may_keep)


def _part(kind: SubjectKind, subject_id: int, add_url: str, *, may_keep: bool) -> EvidencePart:
    shown = _shown(queries.files_of(kind, [subject_id], withdrawn=True))
    return EvidencePart(
        add_url=add_url,
        files=tuple(file for file in shown if not file.line.is_withdrawn),
        withdrawn=tuple(file for file in shown if file.line.is_withdrawn),
        form=UploadForm(formdata=None) if may_keep else None,
        hands_out_originals=me().acts_as(Role.GENERAL_AFFAIRS),
    )


def _shown(lines: Iterable[FileLine]) -> list[ShownFile]:
    lines = list(lines)
    names = identity.names({line.added_by_id for line in lines} | {line.withdrawn_by_id for line in lines})

    def name(person_id: int | None) -> str:
        return names[person_id] if person_id is not None else str(_("システムの管理者"))

    return [ShownFile(line, name(line.added_by_id), name(line.withdrawn_by_id)) for line in lines]
