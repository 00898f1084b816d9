"""The blueprint of evidence: how much an upload may hold, and where files are."""

from flask import Blueprint, current_app, request
from flask_login import current_user

from drillhub.core import tenancy
from drillhub.evidence.storage import Store

bp = Blueprint("evidence", __name__)

MAX_FILES = 10
MAX_UPLOAD = 100_000_000
_UPLOADS = frozenset({"evidence.add_to_drill", "evidence.add_to_proposal"})


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
