"""The evidence of a drill as its page shows it (templates/evidence/_files.html)."""

from collections.abc import Iterable
from dataclasses import dataclass

from drillhub.core.i18n import _
from drillhub.evidence import queries
from drillhub.evidence.models import SubjectKind
from drillhub.evidence.queries import FileLine
from drillhub.identity import queries as identity
from drillhub.identity.roles import Role
from drillhub.web.doors import me
from drillhub.web.evidence.blueprint import rights_in_drill
from drillhub.web.evidence.forms import UploadForm


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

    drill_id: int
    files: tuple[ShownFile, ...]
    withdrawn: tuple[ShownFile, ...]
    form: UploadForm | None
    hands_out_originals: bool


def part_of_drill(drill_id: int) -> EvidencePart:
    """The evidence of a drill for its reader. Three statements."""
    shown = _shown(queries.files_of(SubjectKind.DRILL, [drill_id], withdrawn=True))
    return EvidencePart(
        drill_id=drill_id,
        files=tuple(file for file in shown if not file.line.is_withdrawn),
        withdrawn=tuple(file for file in shown if file.line.is_withdrawn),
        form=UploadForm(formdata=None) if rights_in_drill(drill_id).may_keep else None,
        hands_out_originals=me().acts_as(Role.GENERAL_AFFAIRS),
    )


def _shown(lines: Iterable[FileLine]) -> list[ShownFile]:
    lines = list(lines)
    names = identity.names({line.added_by_id for line in lines} | {line.withdrawn_by_id for line in lines})

    def name(person_id: int | None) -> str:
        return names[person_id] if person_id is not None else str(_("システムの管理者"))

    return [ShownFile(line, name(line.added_by_id), name(line.withdrawn_by_id)) for line in lines]
