"""Polling with ETag: 304 comes before any query beyond the version of the run."""

from flask import make_response, request
from werkzeug.wrappers import Response

from drillhub.core.i18n import current_language


def etag_of(run_id: int, version: int, *, reader: int | None = None) -> str:
    """reader: the participant whose own page it is; what they see differs from what others see."""
    mark = f"{run_id}.{version}.{current_language()}"
    return mark if reader is None else f"{mark}.{reader}"


def is_known(etag: str) -> bool:
    return request.if_none_match.contains(etag)


def known_version(run_id: int, *, reader: int | None = None) -> int:
    """The version that the reader has already, by the tag they sent; 0 when they have none of this page."""
    for tag in request.if_none_match.as_set(include_weak=True):
        version = tag.split(".")[1] if tag.count(".") > 1 else ""
        if version.isdecimal() and tag == etag_of(run_id, int(version), reader=reader):
            return int(version)
    return 0


def not_changed(etag: str) -> Response:
    response = make_response("", 304)
    response.set_etag(etag)
    return response


def with_etag(page: str, etag: str) -> Response:
    response = make_response(page)
    response.set_etag(etag)
    return response
