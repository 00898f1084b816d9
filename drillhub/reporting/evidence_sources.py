"""Where a report gets its evidence: files of the drills held in the period, whenever they were added (a drill of the
last day gets its photos later), and files added in the period for what the plan promises and for proposals."""

from datetime import timedelta

from sqlalchemy import select

from drillhub.core import clock
from drillhub.core.database import db
from drillhub.drills.models import Drill
from drillhub.evidence import queries as evidence
from drillhub.evidence.models import SubjectKind
from drillhub.evidence.queries import FileLine
from drillhub.identity import queries as identity
from drillhub.improvement.models import ImprovementProposal
from drillhub.planning.models import Commitment
from drillhub.reporting.annual_values import EvidenceLine
from drillhub.reporting.periods import Period


def evidence_lines(period: Period, *, timezone: str) -> tuple[EvidenceLine, ...]:
    """Files that count, by number. Seven statements."""
    drills = {
        row.id: f"{row.number} {row.title}"
        for row in db.session.execute(
            select(Drill.id, Drill.number, Drill.title).where(Drill.held_on.between(period.first_day, period.last_day))
        )
    }
    first = clock.instant(period.first_day, 0, 0, timezone)
    end = clock.instant(period.last_day + timedelta(days=1), 0, 0, timezone)
    for_promises = evidence.files_added(SubjectKind.COMMITMENT, first, end)
    promises = {
        row.id: f"{row.code} {row.text}"
        for row in db.session.execute(
            select(Commitment.id, Commitment.code, Commitment.text).where(
                Commitment.id.in_({line.subject_id for line in for_promises})
            )
        )
    }
    for_proposals = evidence.files_added(SubjectKind.PROPOSAL, first, end)
    proposals = {
        row.id: f"{row.number} {row.title}"
        for row in db.session.execute(
            select(ImprovementProposal.id, ImprovementProposal.number, ImprovementProposal.title).where(
                ImprovementProposal.id.in_({line.subject_id for line in for_proposals}),
                ImprovementProposal.number.is_not(None),
            )
        )
    }
    words = {SubjectKind.DRILL: drills, SubjectKind.COMMITMENT: promises, SubjectKind.PROPOSAL: proposals}
    of_drills = evidence.files_of(SubjectKind.DRILL, drills)
    found = (*of_drills, *for_promises, *(line for line in for_proposals if line.subject_id in proposals))
    lines = sorted(found, key=lambda line: line.number)
    names = identity.names({line.added_by_id for line in lines})
    return tuple(_entry(line, words[line.subject_kind][line.subject_id], names, timezone) for line in lines)


def _entry(line: FileLine, subject: str, names: dict[int, str], timezone: str) -> EvidenceLine:
    return EvidenceLine(
        id=line.id,
        file_name=line.file_name,
        added_on=clock.local(line.added_at, timezone).date(),
        # A command of the operator has no person.
        added_by=names[line.added_by_id] if line.added_by_id is not None else "",
        sha256=line.sha256,
        subject_kind=line.subject_kind.value,
        subject_id=line.subject_id,
        subject=subject,
    )
