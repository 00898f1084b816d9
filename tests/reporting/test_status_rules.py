"""Which rating is proposed for a row of the status report, and what a row has to say for its rating."""

from dataclasses import replace
from datetime import date

import pytest

from drillhub.core.errors import TextTooLong
from drillhub.planning.content import YearMonth
from drillhub.planning.models import CommitmentKind
from drillhub.reporting.errors import (
    StatusPolicyMissing,
    StatusReasonMissing,
    StatusStartMissing,
    StatusStartPassed,
    StatusTextMissing,
)
from drillhub.reporting.occasions import Occasion
from drillhub.reporting.status_ratings import StatusRating
from drillhub.reporting.status_rules import StatusText, checked, proposed_rating, rating_of
from drillhub.vocabulary import PlanItem

THIS_MONTH = YearMonth(2026, 11)
DAY = date(2026, 1, 1)


def occasion(*, is_due: bool, done: bool) -> Occasion:
    done_on = DAY if done else None
    return Occasion(1, "C01", PlanItem.RESPONSE, CommitmentKind.MEASURE, "決める", None, DAY, done_on, is_due)


KEPT, MISSED, AHEAD = (
    occasion(is_due=True, done=True),
    occasion(is_due=True, done=False),
    occasion(is_due=False, done=False),
)


@pytest.mark.parametrize(
    ("kept", "due", "rating"),
    [
        pytest.param(1, 1, "◎", id="all of one"),
        pytest.param(9, 9, "◎", id="all"),
        pytest.param(99, 100, "○", id="one of a hundred missing is not all"),
        pytest.param(4, 5, "○", id="0.8 exactly"),
        pytest.param(79, 100, "△", id="just below 0.8"),
        pytest.param(3, 10, "△", id="0.3 exactly"),
        pytest.param(29, 100, "×", id="just below 0.3"),
        pytest.param(1, 1000, "×", id="hardly anything"),
        pytest.param(1, 3, "△", id="a third, which no decimal reaches"),
        pytest.param(8, 10, "○", id="eight of ten"),
    ],
)
def test_the_rating_follows_from_kept_over_due(kept, due, rating):
    assert rating_of(kept, due).symbol == rating


@pytest.mark.parametrize(
    ("occasions", "rating"),
    [
        pytest.param([], StatusRating.NOT_APPLICABLE, id="nothing was promised"),
        pytest.param([AHEAD], StatusRating.NOT_STARTED, id="nothing has fallen due and nothing was done"),
        pytest.param([MISSED, MISSED], StatusRating.NOT_STARTED, id="nothing was begun"),
        pytest.param([KEPT, AHEAD, AHEAD], StatusRating.AS_PLANNED, id="what is ahead counts for nothing"),
        pytest.param([KEPT, MISSED], StatusRating.INSUFFICIENT, id="half"),
        pytest.param([KEPT] * 4 + [MISSED], StatusRating.MOSTLY_AS_PLANNED, id="four of five"),
        pytest.param([KEPT] + [MISSED] * 4, StatusRating.HARDLY, id="one of five"),
    ],
)
def test_the_proposal_counts_what_has_fallen_due(occasions, rating):
    assert proposed_rating(occasions) is rating


def test_the_two_dashes_look_alike_and_are_two_ratings():
    assert StatusRating.NOT_STARTED.symbol != StatusRating.NOT_APPLICABLE.symbol
    assert str(StatusRating.NOT_STARTED.label) == "未着手"
    assert str(StatusRating.NOT_APPLICABLE.label) == "該当なし"


FULL = StatusText(StatusRating.AS_PLANNED, "実施した", "人が足りない", "増やす", YearMonth(2027, 4))


@pytest.mark.parametrize(
    ("row", "error", "field"),
    [
        pytest.param(StatusText(StatusRating.AS_PLANNED), StatusTextMissing, "text", id="◎ says what was done"),
        pytest.param(StatusText(StatusRating.MOSTLY_AS_PLANNED, "　\n"), StatusTextMissing, "text", id="○ too"),
        pytest.param(
            StatusText(StatusRating.INSUFFICIENT, "半分", policy="増やす"), StatusReasonMissing, "reason", id="△ why"
        ),
        pytest.param(StatusText(StatusRating.HARDLY, policy="増やす"), StatusReasonMissing, "reason", id="× why"),
        pytest.param(
            StatusText(StatusRating.INSUFFICIENT, reason="足りない"), StatusPolicyMissing, "policy", id="△ what then"
        ),
        pytest.param(
            StatusText(StatusRating.HARDLY, reason="足りない", policy=" "),
            StatusPolicyMissing,
            "policy",
            id="× what then",
        ),
        pytest.param(StatusText(StatusRating.NOT_STARTED), StatusStartMissing, "planned_start", id="－ when"),
        pytest.param(
            StatusText(StatusRating.NOT_STARTED, planned_start=YearMonth(2026, 10)),
            StatusStartPassed,
            "planned_start",
            id="－ not in a month that has passed",
        ),
        pytest.param(replace(FULL, text="長" * 2001), TextTooLong, "text", id="too long"),
        pytest.param(replace(FULL, reason="長" * 2001), TextTooLong, "reason", id="too long a reason"),
    ],
)
def test_a_row_says_what_its_rating_asks_for(row, error, field):
    with pytest.raises(error) as refused:
        checked(row, this_month=THIS_MONTH)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("rating", "expected"),
    [
        (StatusRating.AS_PLANNED, StatusText(StatusRating.AS_PLANNED, "実施した")),
        (StatusRating.INSUFFICIENT, replace(FULL, rating=StatusRating.INSUFFICIENT, planned_start=None)),
        (StatusRating.NOT_STARTED, StatusText(StatusRating.NOT_STARTED, "実施した", planned_start=YearMonth(2027, 4))),
        (StatusRating.NOT_APPLICABLE, StatusText(StatusRating.NOT_APPLICABLE, "実施した")),
    ],
)
def test_what_a_rating_does_not_ask_for_is_left_out(rating, expected):
    assert checked(replace(FULL, rating=rating), this_month=THIS_MONTH) == expected


def test_what_begins_this_month_has_its_start():
    row = StatusText(StatusRating.NOT_STARTED, planned_start=THIS_MONTH)
    assert checked(row, this_month=THIS_MONTH).planned_start == THIS_MONTH
