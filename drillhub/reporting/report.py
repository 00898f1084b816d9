"""What every report is: one frozen value with a head, of a type that knows how to make, write and print it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Generic, Literal, Protocol, Self, TypeVar

from pydantic import TypeAdapter

from drillhub.core.i18n import LazyString
from drillhub.documents.blocks import Document
from drillhub.documents.json_file import canonical_json
from drillhub.reporting.models import ReportKind
from drillhub.reporting.periods import Period
from drillhub.reporting.plan_facts import PlanFacts

Language = Literal["ja", "en"]
# A line of the csv: section, item, value, unit, numerator, denominator, numbers of the records.
Line = tuple[str | int | None, ...]


@dataclass(frozen=True)
class Signatures:
    """Who made and checked the report, and what the management says. "" is 未記入."""

    prepared_by: str = ""
    checked_by: str = ""
    comment: str = ""


@dataclass(frozen=True)
class EditionMark:
    """The edition a report was frozen as. approved_on: the local day; reason: why there is a further edition."""

    number: int
    approved_by: str
    approved_on: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """The head of a report; each kind adds what it is about.

    It holds facts and codes, no sentences: preview, pdf, xlsx, csv and json are made from it, in its language.
    today: the organisation's day for which it was assembled. edition: None for a draft. plan: the certified
    plan it is about. gaps: what is missing in it.
    """

    schema_version: int
    kind: str
    language: Language
    organisation: str
    period: Period
    today: date
    edition: EditionMark | None
    plan: PlanFacts | None
    signatures: Signatures
    gaps: tuple[Any, ...] = ()

    @property
    def as_of(self) -> date:
        """The day on which promises are looked at: a report of a year that is over does not know the year after it."""
        return self.period.as_of(self.today)

    def about_the_period(self) -> Self:
        """What it says of its period, whoever approved it and in whatever language."""
        return replace(self, edition=None, language="ja")


R = TypeVar("R", bound=Report)
R_co = TypeVar("R_co", bound=Report, covariant=True)


class Assembler(Protocol[R_co]):
    """Makes the draft of a period as the records stand on the organisation's day; the clock is not asked."""

    def __call__(self, period: Period, *, language: Language, today: date) -> R_co: ...


@dataclass(frozen=True)
class ReportType(Generic[R]):
    """A kind of report, described once. All types are in `report_types`.

    reads: the schema versions that it reads. A further version comes when a name in the JSON changes its meaning, or
    when the layout asks which one it prints. Fields may be added at any time if they have a default: editions that
    were approved before are read without them.
    """

    kind: ReportKind
    value: type[R]
    reads: frozenset[int]
    name: LazyString
    assemble: Assembler[R]
    document: Callable[[R], Document]
    long_table: Callable[[R], Sequence[Line]]

    def to_text(self, report: R) -> str:
        """Canonical JSON under the names of the dataclasses; the export and the frozen edition are the same bytes.

        Dates are ISO dates, codes the stable codes of the product, texts in two languages {"ja", "en"}.
        """
        return canonical_json(self._adapter.dump_python(report, mode="json"))

    def from_text(self, text: str) -> R:
        """Read what `to_text` wrote. Raises ValueError for another schema version or another shape."""
        report = self._adapter.validate_json(text)
        if report.schema_version not in self.reads:
            raise ValueError(f"a report of schema version {report.schema_version}")
        return report

    @cached_property
    def _adapter(self) -> TypeAdapter[R]:
        return TypeAdapter(self.value)
