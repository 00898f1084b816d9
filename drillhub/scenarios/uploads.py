"""Uploading in two steps: checked files are put aside, looked at, and then taken over or left to expire."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select

from drillhub.audit import Actor
from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.scenarios.content import ScenarioContent, from_dict, to_dict
from drillhub.scenarios.errors import UploadAlreadyImported
from drillhub.scenarios.models import ScenarioUpload
from drillhub.scenarios.services import Comparison, compare, import_scenarios

KEPT_FOR: Final = timedelta(days=1)


@dataclass(frozen=True)
class UploadPreview:
    """What taking an upload over would do now."""

    upload_id: int
    contents: tuple[ScenarioContent, ...]
    comparison: Comparison


def put_aside(contents: Sequence[ScenarioContent], *, by: Actor, at: datetime) -> ScenarioUpload:
    """Keep checked contents until they are taken over. Raises CodeTaken when they never could be.

    Uploads that have waited for a day are removed on the way.
    """
    compare(contents)
    db.session.execute(delete(ScenarioUpload).where(ScenarioUpload.uploaded_at < at - KEPT_FOR))
    upload = ScenarioUpload(
        contents=json.dumps([to_dict(content) for content in contents], ensure_ascii=False),
        uploaded_at=at,
        uploaded_by_id=by.person_id,
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def preview(upload_id: int) -> UploadPreview:
    """Raises NotFound, UploadAlreadyImported, CodeTaken."""
    upload = _waiting(upload_id)
    contents = _contents(upload)
    return UploadPreview(upload.id, contents, compare(contents))


def import_upload(upload_id: int, *, by: Actor, at: datetime) -> Comparison:
    """Take an upload over, once. Raises NotFound, UploadAlreadyImported, CodeTaken."""
    upload = _waiting(upload_id, lock=True)
    upload.imported_at = at
    return import_scenarios(_contents(upload), by=by, at=at)


def _waiting(upload_id: int, *, lock: bool = False) -> ScenarioUpload:
    statement = select(ScenarioUpload).where(ScenarioUpload.id == upload_id)
    upload = db.session.scalars(statement.with_for_update() if lock else statement).one_or_none()
    if upload is None:
        raise NotFound()
    if upload.imported_at is not None:
        raise UploadAlreadyImported()
    return upload


def _contents(upload: ScenarioUpload) -> tuple[ScenarioContent, ...]:
    return tuple(from_dict(plain) for plain in json.loads(upload.contents))
