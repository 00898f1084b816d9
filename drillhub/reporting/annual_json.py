"""The annual report as JSON and back: the export and the frozen content of an edition are the same bytes.

The names in the JSON are those of the dataclasses in `annual_values`, `figures` and `drill_facts`; dates are ISO
dates, codes are the stable codes of the product, texts in two languages are {"ja", "en"}. schema_version is raised
when a name changes its meaning; names may be added within a version.
"""

from functools import cache

from pydantic import TypeAdapter

from drillhub.documents.json_file import canonical_json
from drillhub.reporting.annual_values import SCHEMA_VERSION, AnnualReport


def to_text(report: AnnualReport) -> str:
    """Canonical JSON: the same report is the same text, so that its digest means something."""
    return canonical_json(_adapter().dump_python(report, mode="json"))


def from_text(text: str) -> AnnualReport:
    """Read what `to_text` wrote. Raises ValueError for another schema version or another shape."""
    report = _adapter().validate_json(text)
    if report.schema_version != SCHEMA_VERSION:
        raise ValueError(f"a report of schema version {report.schema_version}")
    return report


@cache
def _adapter() -> TypeAdapter[AnnualReport]:
    return TypeAdapter(AnnualReport)
