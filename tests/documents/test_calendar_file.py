"""The calendar file, read back by another program."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from drillhub.documents.calendar_file import Appointment, write_calendar

TOKYO = ZoneInfo("Asia/Tokyo")


def appointment(**more) -> Appointment:
    values = {
        "uid": "one@drillhub",
        "sequence": 0,
        "title": "【訓練】南海トラフ地震を想定した全社合同の机上演習（第二工場と本社をつないで行います）",
        "starts_at": datetime(2026, 4, 1, 0, 0, tzinfo=UTC),
        "timezone": "Asia/Tokyo",
        "duration_min": 90,
        "place": "本社、2階会議室",
        "description": "机上演習\nD2026-001",
        "is_cancelled": False,
        "changed_at": datetime(2026, 3, 1, 1, 2, 3, 456, tzinfo=UTC),
    }
    return Appointment(**{**values, **more})


def read(data: bytes):
    return recurring_ical_events.of(icalendar.Calendar.from_ical(data)).between(date(2026, 1, 1), date(2027, 12, 31))


def test_dt1_another_program_reads_the_hour_of_the_place():
    event = read(write_calendar("青葉精工の訓練", [appointment()]))[0]

    assert event.start == datetime(2026, 4, 1, 9, 0, tzinfo=TOKYO)
    assert event.end == datetime(2026, 4, 1, 10, 30, tzinfo=TOKYO)
    assert str(event["summary"]) == appointment().title
    assert str(event["location"]) == "本社、2階会議室"
    assert str(event["description"]) == "机上演習\nD2026-001"


def test_the_zone_is_described_in_the_file():
    data = write_calendar("訓練", [appointment()])

    zones = [each for each in icalendar.Calendar.from_ical(data).walk("VTIMEZONE")]
    assert [str(zone["tzid"]) for zone in zones] == ["Asia/Tokyo"]
    assert b"DTSTART;TZID=Asia/Tokyo:20260401T090000" in data
    assert b"TZOFFSETTO:+0900" in data


def test_dt3_summer_time_of_another_zone_is_described_too():
    before = appointment(starts_at=datetime(2026, 3, 20, 8, 0, tzinfo=UTC), timezone="Europe/Paris")
    after = appointment(uid="two@drillhub", starts_at=datetime(2026, 4, 1, 7, 0, tzinfo=UTC), timezone="Europe/Paris")
    data = write_calendar("訓練", [before, after])

    assert [event.start.strftime("%H:%M%z") for event in read(data)] == ["09:00+0100", "09:00+0200"]
    assert b"BEGIN:DAYLIGHT" in data


def test_japanese_lines_are_folded_by_octets_and_no_character_is_cut():
    data = write_calendar("訓練", [appointment()])

    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    for line in data.split(b"\r\n"):
        line.decode("utf-8")  # no character is torn between two lines


def test_l31_a_cancelled_one_is_sent_as_cancelled():
    data = write_calendar("訓練", [appointment(is_cancelled=True, sequence=2)])

    assert b"STATUS:CANCELLED\r\n" in data
    assert b"SEQUENCE:2\r\n" in data


def test_dt11_the_same_appointments_give_the_same_bytes():
    assert write_calendar("訓練", [appointment()]) == write_calendar("訓練", [appointment()])


def test_a_calendar_without_appointments_is_a_calendar():
    assert read(write_calendar("訓練", [])) == []
