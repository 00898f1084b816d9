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


def not_changed(etag: str) -> Response:
    response = make_response("", 304)
    response.set_etag(etag)
    return response


def with_etag(page: str, etag: str) -> Response:
    response = make_response(page)
    response.set_etag(etag)
    return response
