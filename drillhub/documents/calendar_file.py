"""Writing appointments as iCalendar (RFC 5545): a file that calendar programs subscribe to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress, vText

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
_PRODUCT: Final = "-//DrillHub//DrillHub//JA"


@dataclass(frozen=True)
class Appointment:
    """Something in a calendar. uid: its name for ever; sequence: raised by each change, of which changed_at was
    the last. starts_at: an aware instant, shown as the wall-clock time of timezone (IANA)."""

    uid: str
    sequence: int
    title: str
    starts_at: datetime
    timezone: str
    duration_min: int
    place: str
    description: str
    is_cancelled: bool
    changed_at: datetime


@dataclass(frozen=True)
class Attendee:
    """Somebody in an invitation. address None: they have no mail."""

    name: str
    address: str | None


class Method(StrEnum):
    """What an invitation asks of the reader's calendar (RFC 5546)."""

    REQUEST = "REQUEST"  # enter it, or take the newer version
    CANCEL = "CANCEL"


def write_invitation(
    appointment: Appointment, method: Method, *, organizer: Attendee, attendee: Attendee, language: str
) -> str:
    """One appointment for one person, to go with a mail. Answers are given elsewhere, so none is asked for."""
    calendar = _calendar([appointment])
    calendar.add("method", method.value)
    event = calendar.walk("VEVENT")[0]
    event["organizer"] = _address(organizer)
    invited = _address(attendee)
    invited.params["RSVP"] = vText("FALSE")
    invited.params["LANGUAGE"] = vText(language)
    event["attendee"] = invited
    return bytes(calendar.to_ical()).decode()


def _address(of: Attendee) -> vCalAddress:
    address = vCalAddress(f"mailto:{of.address}" if of.address else "invalid:nomail")
    address.params["CN"] = vText(of.name)
    return address


def write_calendar(name: str, appointments: Sequence[Appointment]) -> bytes:
    """The appointments as one file. The same value gives the same bytes: the clock is never asked."""
    calendar = _calendar(appointments)
    calendar.add("x-wr-calname", name)
    return bytes(calendar.to_ical())


def _calendar(appointments: Sequence[Appointment]) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for zone in sorted({each.timezone for each in appointments}):
        calendar.add_component(_timezone(zone, [each for each in appointments if each.timezone == zone]))
    for each in appointments:
        calendar.add_component(_event(each))
    return calendar


def _timezone(zone: str, appointments: Sequence[Appointment]) -> Timezone:
    """The rules of a zone for the years that the appointments lie in, and one on either side."""
    years = [each.starts_at.year for each in appointments]
    return Timezone.from_tzid(zone, first_date=date(min(years) - 1, 1, 1), last_date=date(max(years) + 2, 1, 1))


def _event(appointment: Appointment) -> Event:
    zone = ZoneInfo(appointment.timezone)
    ends_at = appointment.starts_at + timedelta(minutes=appointment.duration_min)
    event = Event()
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", appointment.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", appointment.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", appointment.starts_at.astimezone(zone))
    event.add("dtend", ends_at.astimezone(zone))
    event.add("summary", appointment.title)
    if appointment.place:
        event.add("location", appointment.place)
    if appointment.description:
        event.add("description", appointment.description)
    event.add("status", "CANCELLED" if appointment.is_cancelled else "CONFIRMED")
    return event
