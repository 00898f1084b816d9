"""Contents as values: the same structure as the file, one canonical text, one digest."""

import json

import pytest

from drillhub.scenarios.content import canonical_json, digest, from_dict, to_dict
from drillhub.scenarios.vocabulary import Measure, MeasureUnit, capability_label
from drillhub.vocabulary import DrillType, ExerciseClass, TaskRating
from tests.scenarios.build import SMALL, changed, content


def test_a_content_comes_back_from_its_plain_values():
    assert from_dict(json.loads(json.dumps(to_dict(content())))) == content()


def test_plain_values_have_the_names_of_the_file_and_leave_out_what_was_left_out():
    plain = to_dict(content())

    assert plain["recommended_group_size"] == {"min": 3, "max": 8}
    assert plain["tasks"][0]["plan_item"] == "3(1)"
    assert "en" not in plain["objectives"][1]
    assert "notice" not in plain["tasks"][0]


def test_whole_numbers_stay_whole():
    assert '"answer":30,' in canonical_json(content())


def test_the_same_words_in_another_layout_have_the_same_digest():
    block = changed("{min: 3, max: 8}", "\n  max: 8   # people\n  min: 3")
    assert digest(canonical_json(content(block))) == digest(canonical_json(content()))


def test_any_other_word_has_another_digest():
    other = content(changed("target_min: 15", "target_min: 16", SMALL))
    assert digest(canonical_json(other)) != digest(canonical_json(content()))


def test_what_is_not_a_content_is_refused():
    with pytest.raises(ValueError, match="hazard"):
        from_dict({**to_dict(content()), "hazard": "aliens"})


def test_a_target_judges_elapsed_time_only():
    assert Measure.EVACUATION_TIME_MIN.is_elapsed_time
    assert not Measure.RPO_ACTUAL_MIN.is_elapsed_time
    assert {measure for measure in Measure if measure.unit is MeasureUnit.MINUTES and not measure.is_elapsed_time} == {
        Measure.RPO_ACTUAL_MIN
    }
    assert not Measure.CONFIRMED_RATE_AT_DEADLINE.is_elapsed_time


def test_a_company_may_name_its_own_capabilities():
    assert str(capability_label("life_safety")) == "人命の安全"
    assert capability_label("night_watch") == "night_watch"


def test_talking_and_moving_are_told_apart():
    assert DrillType.TABLETOP_EXERCISE.exercise_class is ExerciseClass.DISCUSSION_BASED
    assert DrillType.EVACUATION_DRILL.exercise_class is ExerciseClass.OPERATIONS_BASED


def test_only_unable_means_that_the_objective_was_not_reached():
    assert [rating.value for rating in TaskRating if rating.achieved] == ["P", "S", "M"]
