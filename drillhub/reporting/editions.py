"""Approving a report: the value is frozen as an edition, and every later export of the period is made from it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Generic

from sqlalchemy import ColumnElement, and_, func, select

from drillhub import audit
from drillhub.audit import Actor
from drillhub.core.database import db
from drillhub.core.errors import NotFound, TextTooLong
from drillhub.documents.json_file import digest
from drillhub.identity.models import Organisation
from drillhub.reporting.errors import ReasonForNewEdition, ReportChanged
from drillhub.reporting.models import EditionFile, ReportEdition, ReportKind
from drillhub.reporting.periods import Period, require_begun
from drillhub.reporting.report import EditionMark, Language, R, ReportType

LONGEST_REASON: Final = 500


@dataclass(frozen=True)
class EditionLine:
    """An edition in a list. digest: SHA-256 of its content."""

    id: int
    number: int
    language: str
    digest: str
    reason: str
    gap_count: int
    approved_at: datetime
    approved_by: str


_LINE: Final = (
    ReportEdition.id,
    ReportEdition.number,
    ReportEdition.language,
    ReportEdition.digest,
    ReportEdition.reason,
    ReportEdition.gap_count,
    ReportEdition.approved_at,
    ReportEdition.approved_by,
)


@dataclass(frozen=True)
class Frozen(Generic[R]):
    """A report with the text it is made of. edition: its number, None for a draft; edition_id: that of its row."""

    type: ReportType[R]
    report: R
    text: str
    digest: str
    edition: int | None
    edition_id: int | None = None


def draft(of: ReportType[R], period: Period, *, language: Language, today: date) -> Frozen[R]:
    """The report as the records stand today. Raises PeriodNotBegun."""
    require_begun(period, today)
    report = of.assemble(period, language=language, today=today)
    text = of.to_text(report)
    return Frozen(of, report, text, digest(text), None)


def approve(
    of: ReportType[R],
    period: Period,
    *,
    language: Language,
    seen: str,
    reason: str = "",
    today: date,
    by: Actor,
    at: datetime,
) -> ReportEdition:
    """Freeze the report of a period as its next edition.

    seen: digest of the draft that the approver was shown; what was not shown cannot be approved. reason: needed from
    the second edition on. Raises ReportChanged, ReasonForNewEdition, TextTooLong, PeriodNotBegun.
    """
    if by.person_id is None:
        raise ValueError("an approval needs the person who gives it")
    reason = reason.strip()
    if len(reason) > LONGEST_REASON:
        raise TextTooLong("reason", maximum=LONGEST_REASON)
    # Two people approving at once queue here: the second one then needs a reason, as for any further edition.
    db.session.scalars(select(Organisation.id).with_for_update()).one()
    last = _last_number(of, period)
    if last and not reason:
        raise ReasonForNewEdition("reason")
    shown = draft(of, period, language=language, today=today)
    if shown.digest != seen:
        raise ReportChanged()
    mark = EditionMark(number=last + 1, approved_by=by.name, approved_on=today, reason=reason if last else "")
    report = replace(shown.report, edition=mark)
    text = of.to_text(report)
    edition = ReportEdition(
        kind=of.kind,
        period=period.key,
        number=mark.number,
        language=language,
        content=text,
        digest=digest(text),
        reason=mark.reason,
        gap_count=len(report.gaps),
        approved_at=at,
        approved_by_id=by.person_id,
        approved_by=by.name,
    )
    db.session.add(edition)
    audit.record(
        "report.approved",
        by=by,
        at=at,
        subject=edition,
        facts={
            "kind": of.kind.value,
            "period": period.key,
            "number": mark.number,
            "digest": edition.digest,
            "gaps": edition.gap_count,
        },
    )
    return edition


def editions(of: ReportType[R], period: Period) -> tuple[EditionLine, ...]:
    """The editions of a period, the newest first. One statement; the contents are not read."""
    rows = db.session.execute(select(*_LINE).where(_is(of, period)).order_by(ReportEdition.number.desc()))
    return tuple(EditionLine(*row) for row in rows)


def newest_editions(kind: ReportKind) -> dict[str, EditionLine]:
    """The newest edition of every period that has one, by the period's key. One statement."""
    last = (
        select(ReportEdition.period, func.max(ReportEdition.number).label("number"))
        .where(ReportEdition.kind == kind)
        .group_by(ReportEdition.period)
        .subquery()
    )
    rows = db.session.execute(
        select(ReportEdition.period, *_LINE)
        .join(last, (last.c.period == ReportEdition.period) & (last.c.number == ReportEdition.number))
        .where(ReportEdition.kind == kind)
    )
    return {row[0]: EditionLine(*row[1:]) for row in rows}


def edition(of: ReportType[R], period: Period, number: int) -> Frozen[R]:
    """One edition, exactly as it was approved. Raises NotFound."""
    row = db.session.scalar(select(ReportEdition).where(_is(of, period), ReportEdition.number == number))
    if row is None:
        raise NotFound()
    return frozen(of, row)


def to_export(of: ReportType[R], period: Period, *, language: Language, today: date) -> Frozen[R]:
    """What an export of a period gives: its newest edition, or the draft while nothing has been approved."""
    row = db.session.scalar(select(ReportEdition).where(_is(of, period)).order_by(ReportEdition.number.desc()).limit(1))
    return frozen(of, row) if row is not None else draft(of, period, language=language, today=today)


def without_files(formats: int) -> tuple[ReportEdition, ...]:
    """Editions that were printed in fewer than so many formats, the oldest first. One statement."""
    printed = (
        select(func.count(EditionFile.id)).where(EditionFile.edition_id == ReportEdition.id).correlate(ReportEdition)
    )
    rows = select(ReportEdition).where(printed.scalar_subquery() < formats).order_by(ReportEdition.id)
    return tuple(db.session.scalars(rows))


def says_the_same(one: Frozen[R], other: Frozen[R]) -> bool:
    """Whether two reports of a period say the same of it, whenever they were made."""
    return replace(one.report.about_the_period(), today=other.report.today) == other.report.about_the_period()


def record_export(frozen: Frozen[R], format_name: str, *, by: Actor, at: datetime) -> None:
    """Note who took the report out of the house, in which form."""
    audit.record(
        "report.exported",
        by=by,
        at=at,
        facts={
            "kind": frozen.type.kind.value,
            "period": frozen.report.period.key,
            "edition": frozen.edition,
            "format": format_name,
            "digest": frozen.digest,
        },
    )


def _is(of: ReportType[R], period: Period) -> ColumnElement[bool]:
    return and_(ReportEdition.kind == of.kind, ReportEdition.period == period.key)


def _last_number(of: ReportType[R], period: Period) -> int:
    return db.session.scalar(select(func.max(ReportEdition.number)).where(_is(of, period))) or 0


def frozen(of: ReportType[R], row: ReportEdition) -> Frozen[R]:
    """The report of an edition's row."""
    return Frozen(of, of.from_text(row.content), row.content, row.digest, row.number, row.id)
