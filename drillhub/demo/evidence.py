"""The files that the demonstration company kept of its exercises: the attendance sheet of each."""

import json
from datetime import datetime
from io import BytesIO

from drillhub.audit import Actor
from drillhub.core.transactions import transaction
from drillhub.documents.csv_file import write_csv
from drillhub.drills import records
from drillhub.drills.evaluation import Attendance
from drillhub.drills.snapshot import ParticipantKind
from drillhub.evidence import services
from drillhub.evidence.intake import take_in
from drillhub.evidence.models import SubjectKind
from drillhub.evidence.services import Subject
from drillhub.evidence.storage import Store


def keep_attendance_sheet(drill_id: int, store: Store, *, by: Actor, at: datetime) -> None:
    """Make the sheet from the closed record and keep it as evidence. Opens its own transaction."""
    content = json.loads(records.latest_record(drill_id).content)
    rows = [("名前", "部署", "立場", "出欠", "理由")]
    rows += [
        (
            each["name"],
            each["department"],
            str(ParticipantKind(each["kind"]).label),
            str(Attendance(each["attendance"]).label),
            each["reason"],
        )
        for each in content["participants"]
    ]
    name = f"出席簿_{content['drill']['number']}.csv"
    stored = take_in([(name, BytesIO(write_csv(rows).data))], store)
    with transaction():
        services.add_files(stored, Subject(SubjectKind.DRILL, drill_id), note="出席簿", by=by, at=at)
