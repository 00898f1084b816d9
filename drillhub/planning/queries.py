"""Reads of the certified plan for its pages."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import Select, Text, or_, select
from sqlalchemy.orm import raiseload

from drillhub.calendar.deadlines import promised_deadlines
from drillhub.calendar.models import Slot
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.core.fiscal_year import FiscalYear
from drillhub.core.i18n import LazyString, _l
from drillhub.core.pagination import Page, paginate
from drillhub.planning.change_review import ChangeReview, review
from drillhub.planning.content import PlanContent, from_dict
from drillhub.planning.models import Commitment, CommitmentFulfilment, CommitmentKind, Plan, PlanEdition
from drillhub.vocabulary import DrillType, PlanItem, ReviewType

# Days before the end of the 実施期間 at which the countdown is marked: from the first on a further application is
# prepared; examining one takes 45 days as a rule.
COUNTDOWN_DAYS: Final = (180, 90, 60, 45, 30)
EXAMINATION_DAYS: Final = 45


class CommitmentState(StrEnum):
    """Where a commitment stands in the fiscal year."""

    DONE = "done"
    LATE = "late"
    AHEAD = "ahead"
    OPEN = "open"  # no month and no day is promised

    @property
    def label(self) -> LazyString:
        return _STATE_LABELS[self]


_STATE_LABELS = {
    CommitmentState.DONE: _l("実施"),
    CommitmentState.LATE: _l("遅れ"),
    CommitmentState.AHEAD: _l("予定"),
    CommitmentState.OPEN: _l("期限なし"),
}


@dataclass(frozen=True)
class Fulfilment:
    id: int
    done_on: date
    note: str
    recorded_by: str


@dataclass(frozen=True)
class Kept:
    """Something in the calendar that took place. kind and ref_id: what, such as "drill" and the drill's id."""

    on: date
    kind: str
    ref_id: int


@dataclass(frozen=True)
class CommitmentLine:
    """A commitment with what was done for it, the newest first.

    done_in_year: days of the fiscal year that was asked for, drills included where they keep the promise.
    kept_by: what took place in that year and keeps the promise without being entered here, the newest first.
    kept: how many of its planned months were kept in that year, None for a measure. state: in that year.
    """

    id: int
    code: str
    item: PlanItem
    kind: CommitmentKind
    text: str
    planned_months: tuple[int, ...]
    due_on: date | None
    fulfilments: tuple[Fulfilment, ...]
    done_in_year: tuple[date, ...]
    kept_by: tuple[Kept, ...]
    kept: int | None
    state: CommitmentState

    @property
    def last(self) -> Fulfilment | None:
        return self.fulfilments[0] if self.fulfilments else None


class PlanGap(StrEnum):
    """Something the plan should say and does not."""

    CERTIFICATE = "certificate"
    HAZARDS = "hazards"
    ITEM_TEXT = "item_text"
    TRAINING = "training"
    REVIEW = "review"
    COMMUNICATION = "communication"
    STRUCTURE = "structure"
    NO_DRILLS_NAMED = "no_drills_named"
    NO_EDUCATION_NAMED = "no_education_named"

    @property
    def sentence(self) -> LazyString:
        return _GAP_SENTENCES[self]


_GAP_SENTENCES = {
    PlanGap.CERTIFICATE: _l("認定番号と認定日が入っていません。"),
    PlanGap.HAZARDS: _l("想定する自然災害などが入っていません。"),
    PlanGap.ITEM_TEXT: _l("初動対応の内容（3(1)）が入っていません。"),
    PlanGap.TRAINING: _l("訓練・教育の取組と実施予定月がありません。"),
    PlanGap.REVIEW: _l("計画の見直しの取組と実施予定月がありません。"),
    PlanGap.COMMUNICATION: _l("取組の社内周知がありません。"),
    PlanGap.STRUCTURE: _l("推進体制（責任者と事務局）が入っていません。"),
    PlanGap.NO_DRILLS_NAMED: _l(
        "3(5)の文章に「訓練」の言葉がありません。「訓練」と「教育」の片方だけの申請書は、直すように求められたことがあります。"
    ),
    PlanGap.NO_EDUCATION_NAMED: _l(
        "3(5)の文章に「教育」の言葉がありません。「訓練」と「教育」の片方だけの申請書は、直すように求められたことがあります。"
    ),
}


@dataclass(frozen=True)
class PlanPage:
    """The plan in force, or the newest one. plan_year: 1-3, None outside the period; days_left: to its last day.

    following: the plan that comes after it, None while none has been entered.
    """

    plan: Plan
    following: Plan | None
    content: PlanContent
    commitments: tuple[CommitmentLine, ...]
    gaps: tuple[PlanGap, ...]
    year: FiscalYear
    today: date
    plan_year: int | None
    days_left: int


def plan_in_force(today: date) -> Plan | None:
    """The plan whose period holds this day, else the newest one; None when there is none. One statement."""
    return _plan_and_following(today)[0]


def _plan_and_following(today: date) -> tuple[Plan | None, Plan | None]:
    rows = db.session.scalars(select(Plan).order_by(Plan.period_starts_on)).all()
    begun = sum(row.period_starts_on <= today for row in rows)
    at = max(begun, 1)
    return next(iter(rows[at - 1 : at]), None), next(iter(rows[at : at + 1]), None)


@dataclass(frozen=True)
class InForce:
    """A plan with its current edition."""

    plan: Plan
    edition: PlanEdition
    content: PlanContent


def in_force(today: date) -> InForce | None:
    """The plan in force with what it says; None when there is none. Two statements."""
    plan = plan_in_force(today)
    if plan is None:
        return None
    edition = edition_in_force(plan)
    return InForce(plan, edition, from_dict(edition.content))


def edition_in_force(plan: Plan) -> PlanEdition:
    """The current edition of a plan. One statement."""
    return db.session.scalars(
        select(PlanEdition).where(PlanEdition.plan_id == plan.id, PlanEdition.number == plan.current_edition)
    ).one()


def plan_page(year: FiscalYear, *, today: date) -> PlanPage | None:
    """The plan with its commitments in a fiscal year; None when there is none. Five statements."""
    plan, following = _plan_and_following(today)
    if plan is None:
        return None
    content = from_dict(edition_in_force(plan).content)
    lines = commitments(plan, year, today=today)
    return PlanPage(
        plan=plan,
        following=following,
        content=content,
        commitments=lines,
        gaps=tuple(gaps(content)),
        year=year,
        today=today,
        plan_year=plan_year(plan, today),
        days_left=(plan.period_ends_on - today).days,
    )


def ending(today: date) -> tuple[Plan, int] | None:
    """The plan in force with the days that are left of it, when a further application has to be prepared; else None.

    Once the following plan has been entered, nothing more has to be applied for.
    """
    plan, following = _plan_and_following(today)
    if plan is None or following is not None:
        return None
    left = (plan.period_ends_on - today).days
    return (plan, left) if 0 <= left <= COUNTDOWN_DAYS[0] else None


def plan_year(plan: Plan, today: date) -> int | None:
    """計画年次: 1 in the first twelve months of the period; None before and after it."""
    if not plan.period_starts_on <= today <= plan.period_ends_on:
        return None
    start = plan.period_starts_on
    return ((today.year - start.year) * 12 + today.month - start.month) // 12 + 1


@dataclass(frozen=True)
class EditionPage:
    """One edition as it stood. review: against the edition before it, None for the first."""

    plan: Plan
    edition: PlanEdition
    content: PlanContent
    review: ChangeReview | None


def edition(plan_id: int, number: int) -> EditionPage:
    """One edition with what it changed. Two statements. Raises NotFound."""
    plan = db.session.scalar(select(Plan).where(Plan.id == plan_id))
    rows = {
        row.number: row
        for row in db.session.scalars(_editions(plan_id).where(PlanEdition.number.in_((number - 1, number))))
    }
    if plan is None or number not in rows:
        raise NotFound()
    content = from_dict(rows[number].content)
    earlier = rows.get(number - 1)
    return EditionPage(
        plan=plan,
        edition=rows[number],
        content=content,
        review=review(from_dict(earlier.content), content) if earlier else None,
    )


@dataclass(frozen=True)
class EditionLine:
    """An edition in a list. review: against the edition before it, None for the first."""

    edition: PlanEdition
    review: ChangeReview | None


def editions(plan_id: int, *, page: int = 1, size: int = 20) -> Page[EditionLine]:
    """The editions of a plan with what each changed, the newest first. Three statements."""
    found = paginate(_editions(plan_id), number=page, size=size)
    rows = list(found.items)
    before = list(db.session.scalars(_editions(plan_id).where(PlanEdition.number == rows[-1].number - 1)))
    contents = [from_dict(row.content) for row in (*rows, *before)]
    reviews = [review(earlier, content) for earlier, content in zip(contents[1:], contents[:-1], strict=True)]
    lines = map(EditionLine, rows, [*reviews, *([] if before else [None])])
    return replace(found, items=tuple(lines))


def _editions(plan_id: int) -> Select[PlanEdition]:
    return select(PlanEdition).where(PlanEdition.plan_id == plan_id).order_by(PlanEdition.number.desc())


def editions_made_since(day: date, *, timezone: str, today: date) -> tuple[int, ...]:
    """Numbers of the editions of the plan in force that were made on a day or later, the newest first.

    timezone: the organisation's, IANA; the day is one of its calendar. Two statements.
    """
    plan = plan_in_force(today)
    if plan is None:
        return ()
    return tuple(
        db.session.scalars(
            select(PlanEdition.number)
            .where(PlanEdition.plan_id == plan.id, PlanEdition.created_at >= clock.instant(day, 0, 0, timezone))
            .order_by(PlanEdition.number.desc())
        )
    )


def commitment(commitment_id: int, year: FiscalYear, *, today: date) -> CommitmentLine:
    """One commitment, of whichever plan, withdrawn or not. Raises NotFound."""
    row = db.session.scalar(select(Commitment).where(Commitment.id == commitment_id))
    if row is None:
        raise NotFound()
    return _lines([row], year, today=today)[0]


def is_promised(commitment_id: int, *, today: date) -> bool:
    """Whether the plan in force makes this commitment. Two statements."""
    plan = plan_in_force(today)
    return plan is not None and bool(
        db.session.scalar(
            select(Commitment.id).where(
                Commitment.id == commitment_id, Commitment.plan_id == plan.id, Commitment.withdrawn_at.is_(None)
            )
        )
    )


def commitments(plan: Plan, year: FiscalYear, *, today: date) -> tuple[CommitmentLine, ...]:
    """What the plan promises, by code. Three statements."""
    rows = db.session.scalars(
        select(Commitment)
        .where(Commitment.plan_id == plan.id, Commitment.withdrawn_at.is_(None))
        .order_by(Commitment.code)
    ).all()
    return _lines(rows, year, today=today)


def late_commitments(year: FiscalYear, *, today: date) -> tuple[CommitmentLine, ...]:
    """Commitments of the running period whose month or day has passed without being fulfilled. Four statements."""
    plan = plan_in_force(today)
    if plan is None or not plan.period_starts_on <= today <= plan.period_ends_on:
        return ()
    return tuple(line for line in commitments(plan, year, today=today) if line.state is CommitmentState.LATE)


def gaps(content: PlanContent) -> Iterable[PlanGap]:
    """What a plan still lacks, the most important first. Source: the requirements of item 3(5) and the application."""
    kinds = {each.kind for each in content.commitments}
    trains = CommitmentKind.TRAINING_EDUCATION in kinds
    missing = {
        PlanGap.CERTIFICATE: not (content.certificate.number and content.certificate.certified_on),
        PlanGap.TRAINING: not trains,
        PlanGap.NO_DRILLS_NAMED: trains and not _names("訓練", content),
        PlanGap.NO_EDUCATION_NAMED: trains and not _names("教育", content),
        PlanGap.REVIEW: CommitmentKind.PLAN_REVIEW not in kinds,
        PlanGap.COMMUNICATION: CommitmentKind.INTERNAL_COMMUNICATION not in kinds,
        PlanGap.STRUCTURE: not content.structure,
        PlanGap.HAZARDS: not content.hazards,
        PlanGap.ITEM_TEXT: not content.text_of(PlanItem.RESPONSE),
    }
    return (gap for gap, is_missing in missing.items() if is_missing)


def _names(word: str, content: PlanContent) -> bool:
    """Whether item 3(5) or what the plan promises under it says a word; the guidance asks for 訓練 and 教育."""
    said = [content.text_of(PlanItem.PROMOTION), content.structure]
    said += [each.text for each in content.commitments if each.kind is CommitmentKind.TRAINING_EDUCATION]
    return any(word in text for text in said)


def _lines(rows: Iterable[Commitment], year: FiscalYear, *, today: date) -> tuple[CommitmentLine, ...]:
    rows = list(rows)
    kept = _kept_by_the_calendar(year)
    done: dict[int, list[Fulfilment]] = defaultdict(list)
    found = db.session.scalars(
        select(CommitmentFulfilment)
        .where(
            CommitmentFulfilment.commitment_id.in_([row.id for row in rows]),
            CommitmentFulfilment.withdrawn_at.is_(None),
        )
        .order_by(CommitmentFulfilment.done_on.desc())
    )
    for each in found:
        done[each.commitment_id].append(Fulfilment(each.id, each.done_on, each.note, each.recorded_by))
    return tuple(_line(row, done[row.id], kept.get(row.kind, ()), year, today=today) for row in rows)


def _line(
    row: Commitment, done: list[Fulfilment], kept_by: tuple[Kept, ...], year: FiscalYear, *, today: date
) -> CommitmentLine:
    months = tuple(row.planned_months)
    # What was entered on the day of a drill is that drill again.
    drilled = [each.on for each in kept_by]
    days = sorted([*drilled, *(each.done_on for each in done if each.done_on not in drilled)])
    deadlines = promised_deadlines(months, year, days)
    return CommitmentLine(
        id=row.id,
        code=row.code,
        item=row.plan_item,
        kind=row.kind,
        text=row.text,
        planned_months=months,
        due_on=row.due_on,
        fulfilments=tuple(done),
        done_in_year=tuple(day for day in dict.fromkeys(days) if year.contains(day)),
        kept_by=kept_by,
        kept=sum(each.met_on is not None for each in deadlines) if months else None,
        state=state_of(months, row.due_on, days, year, today=today),
    )


def _kept_by_the_calendar(year: FiscalYear) -> dict[CommitmentKind, tuple[Kept, ...]]:
    """What took place in the year by the calendar: a drill keeps the promise of training, a review that of reviews."""
    rows = db.session.execute(
        select(Slot.fulfilled_on, Slot.fulfilled_by_kind, Slot.fulfilled_by_id, Slot.review_type)
        .where(
            Slot.fulfilled_on >= year.first_day,
            Slot.fulfilled_on <= year.last_day,
            or_(Slot.review_type.is_(None), Slot.review_type == ReviewType.PLAN_REVIEW),
        )
        .order_by(Slot.fulfilled_on.desc(), Slot.id.desc())
    )
    found: dict[CommitmentKind, list[Kept]] = defaultdict(list)
    for on, kind, ref_id, review_type in rows:
        if on and kind and ref_id:
            keeps = CommitmentKind.PLAN_REVIEW if review_type else CommitmentKind.TRAINING_EDUCATION
            found[keeps].append(Kept(on, kind, ref_id))
    return {kind: tuple(each) for kind, each in found.items()}


def state_of(
    planned_months: tuple[int, ...], due_on: date | None, done_on: Iterable[date], year: FiscalYear, *, today: date
) -> CommitmentState:
    """Where a commitment stands in a fiscal year: measures by what was ever done, yearly ones month by month.

    A month is kept by what was done in it or, once it was missed, after it.
    """
    days = sorted(done_on)
    if not planned_months:
        if days:
            return CommitmentState.DONE
        if due_on is None:
            return CommitmentState.OPEN
        return CommitmentState.LATE if due_on < today else CommitmentState.AHEAD
    open_ones = [each for each in promised_deadlines(planned_months, year, days) if each.met_on is None]
    if not open_ones:
        return CommitmentState.DONE
    return CommitmentState.LATE if open_ones[0].is_over(today) else CommitmentState.AHEAD


def slots_of_type(drill_type: DrillType, first_day: date, last_day: date) -> tuple[Slot, ...]:
    """What the calendar has of a kind of drill between two days, with what was given up, by its day. One statement.

    A drill of several types is of each of them.
    """
    named = Slot.further_types.cast(Text).contains(f'"{drill_type.value}"', autoescape=True)
    return tuple(
        db.session.scalars(
            select(Slot)
            .options(raiseload("*"))
            .where(or_(Slot.drill_type == drill_type, named), Slot.planned_for.between(first_day, last_day))
            .order_by(Slot.planned_for, Slot.id)
        )
    )
