"""Lengths of time as people say them."""

from drillhub.core.i18n import _

_HOUR = 60
_DAY = 24 * _HOUR
# Plans and guides count in hours up to here.
_HOURS_UP_TO = 3 * _DAY


def minutes_text(minutes: int) -> str:
    """A number of minutes in words: 45分, 1時間30分, 72時間, 7日, 4日6時間.

    Up to 72 hours in hours, beyond that in days. `static/js/durations.js` is the same for clocks that run.
    """
    if minutes < _HOUR:
        return _("%(minutes)s分", minutes=minutes)
    hours, rest = divmod(minutes, _HOUR)
    if minutes <= _HOURS_UP_TO:
        if rest:
            return _("%(hours)s時間%(minutes)s分", hours=hours, minutes=rest)
        return _("%(hours)s時間", hours=hours)
    days, rest = divmod(minutes, _DAY)
    if rest >= _HOUR:
        return _("%(days)s日%(hours)s時間", days=days, hours=rest // _HOUR)
    return _("%(days)s日", days=days)


def duration_patterns() -> dict[str, str | int]:
    """The same words for the script; {d}, {h} and {m} stand for the numbers."""
    return {
        "m": _("%(minutes)s分", minutes="{m}"),
        "h": _("%(hours)s時間", hours="{h}"),
        "hm": _("%(hours)s時間%(minutes)s分", hours="{h}", minutes="{m}"),
        "d": _("%(days)s日", days="{d}"),
        "dh": _("%(days)s日%(hours)s時間", days="{d}", hours="{h}"),
        "hours_up_to": _HOURS_UP_TO,
    }
