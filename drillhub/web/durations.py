"""Lengths of time as people say them."""

from drillhub.core.i18n import _

_HOUR = 60
_DAY = 24 * _HOUR


def minutes_text(minutes: int) -> str:
    """A number of minutes in words: 45分, 1時間30分, 72時間, 7日, 4日6時間.

    Up to 72 hours in hours, as plans and guides count them; beyond that in days.
    """
    if minutes < _HOUR:
        return _("%(minutes)s分", minutes=minutes)
    hours, rest = divmod(minutes, _HOUR)
    if minutes <= 3 * _DAY:
        if rest:
            return _("%(hours)s時間%(minutes)s分", hours=hours, minutes=rest)
        return _("%(hours)s時間", hours=hours)
    days, rest = divmod(minutes, _DAY)
    if rest >= _HOUR:
        return _("%(days)s日%(hours)s時間", days=days, hours=rest // _HOUR)
    return _("%(days)s日", days=days)
