"""Dates are read as Japan writes them, and an impossible one is refused with its reason."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillhub.core.japanese_dates import (
    DateAfterEra,
    DateBeforeEra,
    DateImpossible,
    DateIsSerialNumber,
    DateUnreadable,
    day_of_month,
    long_date,
    parse_date,
    plain_date,
    wareki,
    with_wareki,
)


@pytest.mark.parametrize(
    "text",
    [
        "2015/4/1",
        "2015/04/01",
        "2015-4-1",
        "2015.4.1",
        "20150401",
        "2015年4月1日",
        "平成27年4月1日",
        "平成 27 年 4 月 1 日",
        "平27.4.1",
        "H27.4.1",
        "h27/4/1",
        "H27-04-01",
        "２０１５／４／１",
        "Ｈ２７．４．１",
        "㍻27年4月1日",
        "2015−4−1",
        " 2015/4/1 ",
        "2015-04-01 00:00:00",
        "2015-04-01T00:00:00",
        "2015/4/1 0:00",
    ],
)
def test_i6_a_date_is_read_in_every_style_that_payroll_software_writes(text):
    assert parse_date(text) == date(2015, 4, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("R7.4.1", date(2025, 4, 1)),
        ("㋿元年5月1日", date(2019, 5, 1)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("R1.5.1", date(2019, 5, 1)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("S64.1.7", date(1989, 1, 7)),
        ("昭和元年12月25日", date(1926, 12, 25)),
        ("大正15年12月25日", date(1926, 12, 25)),
        ("大正元年7月30日", date(1912, 7, 30)),
        ("明治45年7月30日", date(1912, 7, 30)),
        ("M6.1.1", date(1873, 1, 1)),
        ("9999/12/31", date(9999, 12, 31)),
        ("2024/2/29", date(2024, 2, 29)),
    ],
)
def test_f42_eras_change_on_their_exact_days(text, day):
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("2015/2/30", DateImpossible),
        ("2023/2/29", DateImpossible),
        ("2015/13/1", DateImpossible),
        ("平成27年2月30日", DateImpossible),
        ("0000/1/1", DateImpossible),
        ("平成35年4月1日", DateAfterEra),
        ("H32.1.1", DateAfterEra),
        ("平成31年5月1日", DateAfterEra),
        ("昭和64年1月8日", DateAfterEra),
        ("令和元年4月30日", DateBeforeEra),
        ("平成元年1月7日", DateBeforeEra),
        ("令和0年5月1日", DateBeforeEra),
        ("明治5年12月31日", DateBeforeEra),
        ("R9999.1.1", DateImpossible),
        ("42095", DateIsSerialNumber),
        ("42095.5", DateIsSerialNumber),
        ("15/4/1", DateUnreadable),
        ("4-1", DateUnreadable),
        ("2015/4", DateUnreadable),
        ("2015/4.1", DateUnreadable),
        ("2015-04-01 09:30", DateUnreadable),
        ("未定", DateUnreadable),
        ("", DateUnreadable),
        ("X27.4.1", DateUnreadable),
    ],
)
def test_i6_an_impossible_or_ambiguous_date_is_refused(text, refusal):
    with pytest.raises(DateUnreadable) as caught:
        parse_date(text)
    assert type(caught.value) is refusal


def test_a_year_past_the_end_of_its_era_is_answered_with_the_right_one(app):
    with app.app_context(), pytest.raises(DateAfterEra) as caught:
        parse_date("H32.1.1")
    assert str(caught.value) == (
        "「H32.1.1」という日はありません。平成は平成31年4月30日までです。令和2年1月1日でしたら、そのように直してください。"
    )


def test_a_refusal_quotes_a_long_text_in_part():
    with pytest.raises(DateUnreadable) as caught:
        parse_date("あ" * 10_000)
    assert len(caught.value.facts["text"]) <= 40


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2020, 1, 1), "令和2年1月1日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1872, 12, 31), "1872年12月31日"),
        (date(9999, 12, 31), "令和7981年12月31日"),
        (date(1, 1, 1), "1年1月1日"),
    ],
)
def test_f42_every_day_is_written_with_its_era(day, text):
    assert wareki(day) == text


def test_the_era_is_shown_with_the_western_year():
    day = date(2026, 4, 1)
    assert with_wareki(day, "ja") == "令和8年4月1日（2026年4月1日）"
    assert with_wareki(day, "en") == "1 April 2026 (Reiwa 8)"
    assert with_wareki(date(1870, 1, 2), "ja") == "1870年1月2日"


def test_a_date_is_written_with_its_weekday():
    assert long_date(date(2026, 4, 1), "ja") == "2026年4月1日(水)"
    assert long_date(date(2026, 4, 1), "en") == "Wed 1 April 2026"
    assert plain_date(date(2026, 4, 1), "ja") == "2026年4月1日"


@given(st.dates(min_value=date(1873, 1, 1)))
def test_f42_what_is_written_with_an_era_reads_back_as_the_same_day(day):
    assert parse_date(wareki(day)) == day


@given(st.dates())
def test_f42_no_day_is_too_early_or_too_late_to_be_written(day):
    for language in ("ja", "en"):
        assert with_wareki(day, language)
        assert long_date(day, language)


@given(st.text(max_size=40) | st.from_regex(r"[HRSTM平令]?[0-9]{1,4}[年./-][0-9]{1,3}[月./-][0-9]{1,3}日?"))
def test_no_text_breaks_the_reading_of_dates(text):
    with contextlib.suppress(DateUnreadable):
        assert isinstance(parse_date(text), date)


def test_a_day_beside_its_month_has_its_weekday():
    assert day_of_month(date(2026, 4, 1), "ja") == "1日(水)"
    assert day_of_month(date(2026, 4, 1), "en") == "Wed 1"
