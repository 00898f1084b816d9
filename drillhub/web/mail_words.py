"""What a page says of mail that was just queued: it goes out, or somebody has to do something first."""

from flask import current_app

from drillhub.core.i18n import ngettext
from drillhub.notifications import services as outbox


def queued(count: int) -> str:
    """One sentence about so many mails, at least one."""
    if current_app.config["DRILLHUB"].mail_server is None:
        return ngettext(
            "%(num)s人へのメールを送信箱に保管しました。メールが設定されていないため、送られません。",
            "%(num)s人へのメールを送信箱に保管しました。メールが設定されていないため、送られません。",
            count,
        )
    if outbox.current_pause() is not None:
        return ngettext(
            "%(num)s人へのメールを送信待ちに入れました。送信が止められているため、再開するまで送られません。",
            "%(num)s人へのメールを送信待ちに入れました。送信が止められているため、再開するまで送られません。",
            count,
        )
    return ngettext("%(num)s人へのメールを送信待ちに入れました。", "%(num)s人へのメールを送信待ちに入れました。", count)
