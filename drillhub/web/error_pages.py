"""Refusals and failures as pages, or as JSON for scripts, in the reader's language."""

from flask import Flask, current_app, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_limiter.errors import RateLimitExceeded
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from drillhub.core.database import db
from drillhub.core.errors import Busy, DrillHubError, NotAllowed, NotFound
from drillhub.core.i18n import LazyString, _l

_SENTENCES: dict[int, LazyString] = {
    400: _l("送信された内容を読み取れませんでした。画面を開き直して、もう一度お試しください。"),
    401: _l("サインインの有効期間が切れました。サインインし直してください。"),
    403: NotAllowed.sentence,
    404: NotFound.sentence,
    405: _l("この操作は受け付けていません。画面を開き直して、もう一度お試しください。"),
    409: _l("ほかの操作と重なりました。画面を開き直して、もう一度お試しください。"),
    413: _l("送信されたデータが大きすぎます。ファイルを小さくして、もう一度お試しください。"),
    429: _l("操作の回数が多すぎます。少し待ってから、もう一度お試しください。"),
    500: _l("サーバーで問題が起きました。入力した内容は保存されていません。少し待ってから、もう一度お試しください。"),
    503: Busy.sentence,
}


def init_app(app: Flask) -> None:
    """Answer every refusal and failure with a sentence that says what to do."""
    app.register_error_handler(DrillHubError, refused)
    app.register_error_handler(RateLimitExceeded, too_many)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(OperationalError, database_gone)
    app.register_error_handler(Exception, failed)


def refused(error: DrillHubError) -> ResponseReturnValue:
    return answer(error.status, str(error), code=error.code)


def too_many(_error: RateLimitExceeded) -> ResponseReturnValue:
    return answer(429, str(_SENTENCES[429]), code="too_many_requests")


def http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:  # a redirect that routing asks for
        return error
    return answer(status, str(_SENTENCES.get(status, _SENTENCES[400])), code=error.name.lower().replace(" ", "_"))


def database_gone(error: OperationalError) -> ResponseReturnValue:
    current_app.logger.error("database not available: %s", error.orig)
    return _plain(503, "busy")


def failed(error: Exception) -> ResponseReturnValue:
    current_app.logger.exception("request to %s failed", request.endpoint, exc_info=error)
    return _plain(500, "internal_error")


def _plain(status: int, code: str) -> ResponseReturnValue:
    """An answer that asks the database for nothing more."""
    g.plain_page = True
    db.session.rollback()
    return answer(status, str(_SENTENCES[status]), code=code)


def answer(status: int, sentence: str, *, code: str) -> ResponseReturnValue:
    if status >= 500 or request.endpoint is None:
        g.plain_page = status >= 500
    headers = {"Retry-After": "5"} if status in {429, 503} else {}
    if wants_json():
        return jsonify({"code": code, "message": sentence}), status, headers
    return render_template("errors/error.html", status=status, sentence=sentence), status, headers


def wants_json() -> bool:
    """Whether a script asks, which reads JSON; pages and forms want HTML."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def unreadable() -> ResponseReturnValue:
    """The page has to be opened anew: what it was made with is no longer good."""
    return answer(400, str(_SENTENCES[400]), code="bad_request")


def sign_in_first() -> ResponseReturnValue:
    """What a script is told whose person has to sign in again."""
    return answer(401, str(_SENTENCES[401]), code="sign_in_required")
