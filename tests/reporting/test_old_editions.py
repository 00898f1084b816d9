"""An edition that an earlier DrillHub approved opens, and gives the files it gave on the day it was approved."""

import json
from pathlib import Path

from pydantic import TypeAdapter

from drillhub.documents.blocks import Document
from drillhub.documents.json_file import digest
from drillhub.reporting.annual_layout import document
from drillhub.reporting.editions import Frozen
from drillhub.reporting.exports import ExportFormat, export
from drillhub.reporting.report_types import ANNUAL

EDITIONS = Path(__file__).parent / "editions"


def frozen() -> Frozen:
    text = (EDITIONS / "schema_1.json").read_text(encoding="utf-8")
    return Frozen(ANNUAL, ANNUAL.from_text(text), text, digest(text), 1)


def test_p7_the_first_schema_prints_the_same_document_for_ever(app):
    with app.app_context():
        printed = TypeAdapter(Document).dump_python(document(frozen().report), mode="json")
    assert printed == json.loads((EDITIONS / "schema_1_document.json").read_text(encoding="utf-8"))


def test_p7_the_first_schema_gives_the_same_csv_and_json_for_ever(app):
    with app.app_context():
        assert export(frozen(), ExportFormat.CSV).data == (EDITIONS / "schema_1.csv").read_bytes()
        assert export(frozen(), ExportFormat.JSON).data == (EDITIONS / "schema_1.json").read_bytes()
