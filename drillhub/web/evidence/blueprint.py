"""The blueprint of evidence: how much an upload may hold, where files are, who may do what with those of a drill."""

from dataclasses import dataclass

from flask import Blueprint, current_app, request
from flask_login import current_user

from drillhub.core import tenancy
from drillhub.core.errors import NotAllowed, NotFound
from drillhub.drills import queries as drills
from drillhub.drills.models import Drill
from drillhub.evidence.models import EvidenceFile, SubjectKind
from drillhub.evidence.storage import Store
from drillhub.identity.roles import Role
from drillhub.web.doors import me

bp = Blueprint("evidence", __name__)

MAX_FILES = 10
MAX_UPLOAD = 100_000_000
_UPLOADS = frozenset({"evidence.add_to_drill"})
# Who reads and who keeps evidence that belongs to no drill.
_READERS = (Role.TRAINER, Role.GENERAL_AFFAIRS, Role.APPROVER)
_KEEPERS = (Role.TRAINER, Role.GENERAL_AFFAIRS)


@bp.url_value_preprocessor
def _take_larger_uploads(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Here, because checking the form's token already reads the form. Strangers keep the usual limit."""
    if endpoint in _UPLOADS and request.method == "POST" and current_user.is_authenticated:
        request.max_content_length = MAX_UPLOAD


@bp.app_template_filter("file_size")
def file_size(size_bytes: int) -> str:
    """1.2 MB, 340 KB: as people see it on their own computer."""
    if size_bytes >= 1_000_000:
        return f"{size_bytes / 1_000_000:.1f} MB"
    return f"{max(1, round(size_bytes / 1_000))} KB"


def store() -> Store:
    """The files of the reader's organisation."""
    return Store(current_app.config["DRILLHUB"].files_directory, tenancy.bound_org_id())


@dataclass(frozen=True)
class Rights:
    """What the reader may do with files of one subject."""

    may_read: bool
    may_keep: bool


def rights_in_drill(drill_id: int) -> Rights:
    """Trainers, general affairs and the drill's facilitators keep its evidence; whoever reads the drill sees it."""
    standing = drills.standing_in(drill_id, me().person_id, me().roles)
    may_keep = standing.may_control or me().acts_as(Role.GENERAL_AFFAIRS)
    return Rights(may_keep or standing.reads_drills or standing.may_note, may_keep)


def drill_to_keep(drill_id: int) -> Drill:
    """A drill to which the reader may add files. Raises NotFound, NotAllowed."""
    drill = drills.drill(drill_id)
    rights = rights_in_drill(drill_id)
    _require(rights, keep=True)
    return drill


def require_rights(row: EvidenceFile, *, keep: bool = False) -> None:
    """Raises NotFound to somebody who may not even see the file, NotAllowed to one who may only see it."""
    if row.subject_kind is SubjectKind.DRILL:
        _require(rights_in_drill(row.subject_id), keep=keep)
    else:
        _require(Rights(me().acts_as(*_READERS), me().acts_as(*_KEEPERS)), keep=keep)


def _require(rights: Rights, *, keep: bool) -> None:
    if not rights.may_read:
        raise NotFound()
    if keep and not rights.may_keep:
        raise NotAllowed()
