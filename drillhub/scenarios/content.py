"""What a scenario says, as frozen values.

The fields are those of a scenario file, under the same names: the file, the stored version, a run's snapshot and
these values hold one and the same structure. Texts in Japanese are always there; English may be missing.

The types here are also the schema of a file (`reading.py` checks files against them), so each field says what it
accepts. What fields must be true of each other is checked by `checks.py`.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    TypeAdapter,
)
from pydantic_core import PydanticCustomError

from drillhub.scenarios.vocabulary import (
    Channel,
    Completeness,
    CriterionMethod,
    InjectKind,
    Measure,
    Notice,
    PremiseBasis,
    TargetBasis,
)
from drillhub.vocabulary import DrillType, ExerciseClass, Hazard, PlanItem, QuestionType

SCHEMA_VERSION: Final = 1
INCIDENT_START: Final = "incident_start"
EVERYONE: Final = "all"  # the role that is always there

# Ten years. A longer story is a slip of the keyboard, and would not fit the columns that runs compute with.
_LONGEST_MINUTES: Final = 10 * 366 * 24 * 60


def _number(value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("number_type", "a number")
    return value


def _scalar(value: object) -> str | int | float:
    if isinstance(value, str) and value.strip():
        return value.strip()[:200]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("scalar_type", "a text or a number")
    return value


def _not_negative(value: int | float) -> int | float:
    if value < 0:
        raise PydanticCustomError("greater_than_equal", "not negative", {"ge": 0})
    return value


def _identifier(value: str) -> str:
    if not all(character.isascii() and (character.isalnum() or character in "_-") for character in value):
        raise PydanticCustomError("identifier", "an identifier")
    return value


def _web_address(value: str) -> str:
    # A reference is shown as a link: only schemes that lead to a page.
    if not value.startswith(("https://", "http://")) or any(character.isspace() for character in value):
        raise PydanticCustomError("web_address", "a web address")
    return value


def _nothing_is_empty(value: object) -> object:
    return () if value is None else value


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]
Identifier = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60), AfterValidator(_identifier)
]
WebAddress = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), AfterValidator(_web_address)
]
Whole = Annotated[int, Field(strict=True)]
Minutes = Annotated[Whole, Field(ge=0, le=_LONGEST_MINUTES)]
YesNo = Annotated[bool, Field(strict=True)]
Number = Annotated[int | float, PlainValidator(_number)]
Scalar = Annotated[str | int | float, PlainValidator(_scalar)]
# A list that may be left out, or left empty as in `references:` with nothing behind it.
_OPTIONAL: Final = BeforeValidator(_nothing_is_empty)


@dataclass(frozen=True)
class _Part:
    """Part of a scenario. One schema: what it does not name is refused, and nothing is converted."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class Words(_Part):
    """A text in Japanese and, where someone wrote it, in English."""

    ja: Prose
    en: Prose | None = None

    def text(self, language: str) -> str:
        """The text in a language ("ja", "en"); Japanese where it is missing."""
        return in_language(language, self.ja, self.en)


@dataclass(frozen=True)
class GroupSize(_Part):
    """How many people can play well. Both ends count."""

    min: Annotated[Whole, Field(ge=1, le=100_000)]
    max: Annotated[Whole, Field(ge=1, le=100_000)]


@dataclass(frozen=True)
class Variable(_Part):
    """A figure of the premises, which a trainer replaces by the company's own."""

    key: Identifier
    label_ja: Name
    value: Scalar
    unit: Name
    basis: PremiseBasis
    note_ja: Prose | None = None


@dataclass(frozen=True)
class Premises(_Part):
    """The situation in which the scenario begins."""

    narrative_ja: Prose
    variables: Annotated[tuple[Variable, ...], _OPTIONAL] = ()
    assumptions_ja: Annotated[tuple[Prose, ...], _OPTIONAL] = ()


@dataclass(frozen=True)
class Objective(_Part):
    """What the drill is to show. capability groups objectives; `capability_label` names it."""

    id: Identifier
    ja: Name
    capability: Identifier
    en: Name | None = None

    def text(self, language: str) -> str:
        return in_language(language, self.ja, self.en)


@dataclass(frozen=True)
class Role(_Part):
    """A part that someone plays. The role `all` (everyone) is never listed: it is always there."""

    id: Identifier
    ja: Name
    en: Name | None = None

    def text(self, language: str) -> str:
        return in_language(language, self.ja, self.en)


@dataclass(frozen=True)
class Inject(_Part):
    """A situation given to the players (状況付与).

    drill_min: when it is given, in minutes of the room's time from the start of play.
    story_min: when it happens, in minutes of the story from the start of the incident.
    to: role ids, or `all`. tasks, objectives: ids of what it sets off and what it serves.
    """

    seq: Annotated[Whole, Field(ge=1, le=10_000)]
    drill_min: Minutes
    story_min: Minutes
    story_label_ja: Name
    kind: InjectKind
    from_ja: Name
    to: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    channel: Channel
    title_ja: Name
    body_ja: Prose
    title_en: Name | None = None
    expected_actions_ja: Annotated[tuple[Prose, ...], _OPTIONAL] = ()
    tasks: Annotated[tuple[Identifier, ...], _OPTIONAL] = ()
    objectives: Annotated[tuple[Identifier, ...], _OPTIONAL] = ()

    def title(self, language: str) -> str:
        return in_language(language, self.title_ja, self.title_en)


@dataclass(frozen=True)
class Task(_Part):
    """Something the players must do, with the time it may take.

    target_min: minutes of story time from `measured_from`, which is `incident_start`, `inject:<seq>` (its release)
    or `task:<id>` (the end of that task). The target judges elapsed time only: see `Measure.is_elapsed_time`.
    """

    id: Identifier
    ja: Name
    role: Identifier
    target_min: Minutes
    measured_from: Name
    critical: YesNo
    measure: Measure
    plan_item: PlanItem
    en: Name | None = None
    notice: Notice | None = None
    basis: TargetBasis | None = None

    def text(self, language: str) -> str:
        return in_language(language, self.ja, self.en)

    @property
    def start_inject(self) -> int | None:
        """The seq of the inject whose release starts the clock, or None when something else does."""
        return int(self.measured_from[7:]) if self.measured_from.startswith("inject:") else None

    @property
    def start_task(self) -> str | None:
        """The id of the task whose end starts the clock, or None when something else does."""
        return self.measured_from[5:] if self.measured_from.startswith("task:") else None


@dataclass(frozen=True)
class Criterion(_Part):
    """What an evaluator looks at for one objective, and when it is met."""

    id: Identifier
    objective: Identifier
    ja: Name
    method: CriterionMethod
    pass_ja: Name


@dataclass(frozen=True)
class Choice(_Part):
    id: Identifier
    ja: Prose
    correct: YesNo


@dataclass(frozen=True)
class OrderedItem(_Part):
    id: Identifier
    ja: Prose


@dataclass(frozen=True, kw_only=True)
class _Question(_Part):
    """What every question has. question_easy_ja: the same question in plain Japanese."""

    id: Identifier
    objective: Identifier
    question_ja: Prose
    explanation_ja: Prose
    question_easy_ja: Prose | None = None


@dataclass(frozen=True, kw_only=True)
class ChoiceQuestion(_Question):
    """Choose one (single) or all that apply (multiple)."""

    type: Literal[QuestionType.SINGLE, QuestionType.MULTIPLE]
    choices: Annotated[tuple[Choice, ...], Field(min_length=2)]


@dataclass(frozen=True, kw_only=True)
class TrueFalseQuestion(_Question):
    type: Literal[QuestionType.TRUE_FALSE]
    answer: YesNo


@dataclass(frozen=True, kw_only=True)
class NumericQuestion(_Question):
    """Right within `answer` ± `tolerance`."""

    type: Literal[QuestionType.NUMERIC]
    answer: Number
    tolerance: Annotated[Number, AfterValidator(_not_negative)] = 0
    unit: Name | None = None


@dataclass(frozen=True, kw_only=True)
class OrderingQuestion(_Question):
    """answer: the ids of all items in the right order."""

    type: Literal[QuestionType.ORDERING]
    items: Annotated[tuple[OrderedItem, ...], Field(min_length=2)]
    answer: tuple[Identifier, ...]


@dataclass(frozen=True, kw_only=True)
class ShortTextQuestion(_Question):
    type: Literal[QuestionType.SHORT_TEXT]
    answer: Name


QuizItem = ChoiceQuestion | TrueFalseQuestion | NumericQuestion | OrderingQuestion | ShortTextQuestion


@dataclass(frozen=True)
class Reference(_Part):
    """Where a figure or a rule of the scenario comes from."""

    title: Name
    url: WebAddress


@dataclass(frozen=True, kw_only=True)
class ScenarioContent(_Part):
    """All of a scenario. id: its stable name, which is also the file's name; code: the short label people use."""

    schema_version: Literal[1]
    id: Identifier
    code: Annotated[Identifier, StringConstraints(max_length=40)]
    hazard: Hazard
    completeness: Completeness
    title: Words
    summary: Words
    drill_types: Annotated[tuple[DrillType, ...], Field(min_length=1)]
    recommended_duration_min: Annotated[Whole, Field(ge=1, le=_LONGEST_MINUTES)]
    recommended_group_size: GroupSize
    audience: tuple[Name, ...]
    plan_items: tuple[PlanItem, ...]
    premises: Premises
    objectives: Annotated[tuple[Objective, ...], Field(min_length=1)]
    roles: tuple[Role, ...]
    injects: tuple[Inject, ...]
    tasks: tuple[Task, ...]
    evaluation_criteria: tuple[Criterion, ...]
    record_fields_ja: Annotated[tuple[Prose, ...], _OPTIONAL] = ()
    discussion_questions_ja: Annotated[tuple[Prose, ...], _OPTIONAL] = ()
    hot_wash_ja: Annotated[tuple[Prose, ...], _OPTIONAL] = ()
    quiz: Annotated[tuple[Annotated[QuizItem, Field(discriminator="type")], ...], _OPTIONAL] = ()
    references: Annotated[tuple[Reference, ...], _OPTIONAL] = ()

    @property
    def msel(self) -> tuple[Inject, ...]:
        """The injects in the order of play (状況付与一覧)."""
        return tuple(sorted(self.injects, key=lambda inject: inject.seq))

    @property
    def combined_types(self) -> tuple[DrillType, ...]:
        """What goes along with the first type when people act: one alarm is an evacuation, a call and a fire drill.

        Types named beside a discussion are other ways to play the scenario, not parts of the same drill.
        """
        main = self.drill_types[0]
        if main.exercise_class is not ExerciseClass.OPERATIONS_BASED:
            return ()
        return tuple(kind for kind in self.drill_types[1:] if kind.exercise_class is main.exercise_class)

    @cached_property
    def _tasks_by_id(self) -> dict[str, Task]:
        return {task.id: task for task in self.tasks}

    @cached_property
    def _objectives_by_id(self) -> dict[str, Objective]:
        return {objective.id: objective for objective in self.objectives}

    @cached_property
    def _roles_by_id(self) -> dict[str, Role]:
        return {role.id: role for role in self.roles}

    def task(self, task_id: str) -> Task:
        """Raises KeyError; a checked scenario refers to nothing that it does not have."""
        return self._tasks_by_id[task_id]

    def objective(self, objective_id: str) -> Objective:
        return self._objectives_by_id[objective_id]

    def role(self, role_id: str) -> Role:
        """Raises KeyError, also for `all`, which stands for every role."""
        return self._roles_by_id[role_id]

    def inject(self, seq: int) -> Inject:
        return next(inject for inject in self.injects if inject.seq == seq)

    def criteria_of(self, objective_id: str) -> tuple[Criterion, ...]:
        return tuple(criterion for criterion in self.evaluation_criteria if criterion.objective == objective_id)


def in_language(language: str, ja: str, en: str | None) -> str:
    """Japanese, unless English is asked for and there is any."""
    return en if language == "en" and en else ja


SCHEMA: Final[TypeAdapter[ScenarioContent]] = TypeAdapter(ScenarioContent)


def to_dict(content: ScenarioContent) -> dict[str, Any]:
    """The content as plain JSON values, under the names of the file. What was left out stays out."""
    plain: dict[str, Any] = SCHEMA.dump_python(content, mode="json", exclude_none=True)
    return plain


def from_dict(plain: Mapping[str, Any]) -> ScenarioContent:
    """The content of what `to_dict` gave. Raises ValueError for anything else: files are read by `reading.py`."""
    return SCHEMA.validate_python(plain)


def canonical_json(content: ScenarioContent) -> str:
    """The one text of this content: keys sorted, no spaces. Equal contents have equal texts."""
    return json.dumps(to_dict(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def parse_canonical(text: str) -> ScenarioContent:
    """The content of a canonical text. Raises ValueError when it is none."""
    return from_dict(json.loads(text))


def digest(text: str) -> str:
    """SHA-256 of a canonical text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
