"""An edition that an earlier DrillHub approved opens, and gives the files it gave on the day it was approved."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from drillhub.documents.blocks import Document
from drillhub.documents.json_file import digest
from drillhub.reporting.annual_layout import document
from drillhub.reporting.editions import Frozen
from drillhub.reporting.exports import ExportFormat, export
from drillhub.reporting.report_types import ANNUAL

EDITIONS = Path(__file__).parent / "editions"
# The second one was approved while its year still ran.
of_every_schema = pytest.mark.parametrize("schema", [1, 2])


def frozen(schema: int) -> Frozen:
    text = (EDITIONS / f"schema_{schema}.json").read_text(encoding="utf-8")
    return Frozen(ANNUAL, ANNUAL.from_text(text), text, digest(text), 1)


@of_every_schema
def test_p7_an_earlier_schema_prints_the_same_document_for_ever(app, schema):
    with app.app_context():
        printed = TypeAdapter(Document).dump_python(document(frozen(schema).report), mode="json")
    assert printed == json.loads((EDITIONS / f"schema_{schema}_document.json").read_text(encoding="utf-8"))


@of_every_schema
def test_p7_an_earlier_schema_gives_the_same_csv_and_json_for_ever(app, schema):
    with app.app_context():
        assert export(frozen(schema), ExportFormat.CSV).data == (EDITIONS / f"schema_{schema}.csv").read_bytes()
        assert export(frozen(schema), ExportFormat.JSON).data == (EDITIONS / f"schema_{schema}.json").read_bytes()


PRINTED = {
    (1, ExportFormat.PDF): "3757edc4c9d2288d",
    (1, ExportFormat.XLSX): "f38c682bc16d6484",
    (2, ExportFormat.PDF): "e6c80fbbc30cbe0c",
    (2, ExportFormat.XLSX): "dc8eda577e49cb41",
}


@pytest.mark.parametrize(("schema", "wanted"), PRINTED)
def test_p7_an_earlier_schema_is_printed_with_the_same_bytes(app, schema, wanted):
    with app.app_context():
        printed = export(frozen(schema), wanted).data
    assert sha256(printed).hexdigest()[:16] == PRINTED[schema, wanted]
