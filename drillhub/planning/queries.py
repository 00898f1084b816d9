"""Reads of the certified plan for its pages."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import raiseload

from drillhub.core import clock
from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.core.fiscal_year import FiscalYear
from drillhub.core.i18n import LazyString, _l
from drillhub.planning.change_review import Change, change_required, changes
from drillhub.planning.content import PlanContent, from_dict
from drillhub.planning.models import Commitment, CommitmentFulfilment, CommitmentKind, Plan, PlanEdition, Slot
from drillhub.vocabulary import DrillType, PlanItem

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
    state: in that year.
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
    WORDING = "wording"

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
    PlanGap.STRUCTURE: _l("平時の推進体制が入っていません。"),
    PlanGap.WORDING: _l(
        "3(5)の文章に「訓練」と「教育」の両方がありません。片方だけの申請書は、直すように求められたことがあります。"
    ),
}


@dataclass(frozen=True)
class PlanPage:
    """The plan in force, or the newest one. plan_year: 1-3, None outside the period; days_left: to its last day."""

    plan: Plan
    content: PlanContent
    commitments: tuple[CommitmentLine, ...]
    gaps: tuple[PlanGap, ...]
    year: FiscalYear
    today: date
    plan_year: int | None
    days_left: int


def plan_in_force(today: date) -> Plan | None:
    """The plan whose period holds this day, else the newest one; None when there is none. One statement."""
    rows = db.session.scalars(select(Plan).order_by(Plan.period_starts_on.desc())).all()
    return next((row for row in rows if row.period_starts_on <= today), rows[-1] if rows else None)


def plan_page(year: FiscalYear, *, today: date) -> PlanPage | None:
    """The plan with its commitments in a fiscal year; None when there is none. Five statements."""
    plan = plan_in_force(today)
    if plan is None:
        return None
    content = _content(plan, plan.current_edition)
    lines = commitments(plan, year, today=today)
    return PlanPage(
        plan=plan,
        content=content,
        commitments=lines,
        gaps=tuple(gaps(content)),
        year=year,
        today=today,
        plan_year=plan_year(plan, today),
        days_left=(plan.period_ends_on - today).days,
    )


def ending(today: date) -> tuple[Plan, int] | None:
    """The plan in force with the days that are left of it, when a further application has to be prepared; else None."""
    plan = plan_in_force(today)
    if plan is None:
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
    """One edition as it stood. changes: against the edition before it, none for the first.

    change_required: whether somebody has to ask if the change needs a 変更認定.
    """

    plan: Plan
    edition: PlanEdition
    content: PlanContent
    changes: tuple[Change, ...]
    change_required: bool


def edition(plan_id: int, number: int) -> EditionPage:
    """One edition with what it changed. Three statements. Raises NotFound."""
    plan = db.session.scalar(select(Plan).where(Plan.id == plan_id))
    rows = editions(plan_id) if plan else ()
    found = next((row for row in rows if row.number == number), None)
    if plan is None or found is None:
        raise NotFound()
    content = from_dict(found.content)
    earlier = next((from_dict(row.content) for row in rows if row.number == number - 1), None)
    return EditionPage(
        plan=plan,
        edition=found,
        content=content,
        changes=changes(earlier, content) if earlier else (),
        change_required=earlier is not None and change_required(earlier, content),
    )


def editions(plan_id: int) -> tuple[PlanEdition, ...]:
    """All editions of a plan, the newest first. One statement."""
    return tuple(
        db.session.scalars(
            select(PlanEdition).where(PlanEdition.plan_id == plan_id).order_by(PlanEdition.number.desc())
        )
    )


@dataclass(frozen=True)
class EditionLine:
    """An edition in a list. changed: how many things it says differently from the one before, None for the first."""

    edition: PlanEdition
    changed: int | None
    change_required: bool


def edition_lines(plan_id: int) -> tuple[EditionLine, ...]:
    """All editions of a plan with what each changed, the newest first. One statement."""
    rows = editions(plan_id)
    contents = [from_dict(row.content) for row in rows]
    return tuple(
        EditionLine(row, len(changes(earlier, content)), change_required(earlier, content))
        if earlier
        else EditionLine(row, None, change_required=False)
        for row, content, earlier in zip(rows, contents, [*contents[1:], None], strict=True)
    )


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
    """One commitment. Raises NotFound."""
    row = db.session.scalar(select(Commitment).where(Commitment.id == commitment_id))
    if row is None:
        raise NotFound()
    return _lines([row], year, today=today)[0]


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
    missing = {
        PlanGap.CERTIFICATE: not (content.certificate.number and content.certificate.certified_on),
        PlanGap.TRAINING: CommitmentKind.TRAINING_EDUCATION not in kinds,
        PlanGap.WORDING: CommitmentKind.TRAINING_EDUCATION in kinds and not names_training_and_education(content),
        PlanGap.REVIEW: CommitmentKind.PLAN_REVIEW not in kinds,
        PlanGap.COMMUNICATION: CommitmentKind.INTERNAL_COMMUNICATION not in kinds,
        PlanGap.STRUCTURE: not content.structure,
        PlanGap.HAZARDS: not content.hazards,
        PlanGap.ITEM_TEXT: not content.text_of(PlanItem.RESPONSE),
    }
    return (gap for gap, is_missing in missing.items() if is_missing)


def names_training_and_education(content: PlanContent) -> bool:
    """Whether item 3(5) and what the plan promises under it name both 訓練 and 教育, as the guidance asks for."""
    said = [content.text_of(PlanItem.PROMOTION), content.structure]
    said += [each.text for each in content.commitments if each.kind is CommitmentKind.TRAINING_EDUCATION]
    return all(any(word in text for text in said) for word in ("訓練", "教育"))


def _content(plan: Plan, number: int) -> PlanContent:
    row = db.session.scalars(
        select(PlanEdition).where(PlanEdition.plan_id == plan.id, PlanEdition.number == number)
    ).one()
    return from_dict(row.content)


def _lines(rows: Iterable[Commitment], year: FiscalYear, *, today: date) -> tuple[CommitmentLine, ...]:
    rows = list(rows)
    drilled = _drilled(year)
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
    return tuple(
        _line(row, done[row.id], drilled if row.kind is CommitmentKind.TRAINING_EDUCATION else (), year, today=today)
        for row in rows
    )


def _line(
    row: Commitment, done: list[Fulfilment], kept_by: tuple[Kept, ...], year: FiscalYear, *, today: date
) -> CommitmentLine:
    months = tuple(row.planned_months)
    days = sorted({*(each.done_on for each in done), *(each.on for each in kept_by)})
    return CommitmentLine(
        id=row.id,
        code=row.code,
        item=row.plan_item,
        kind=row.kind,
        text=row.text,
        planned_months=months,
        due_on=row.due_on,
        fulfilments=tuple(done),
        done_in_year=tuple(day for day in days if year.contains(day)),
        kept_by=kept_by,
        state=state_of(months, row.due_on, days, year, today=today),
    )


def _drilled(year: FiscalYear) -> tuple[Kept, ...]:
    """What took place in the year by the calendar: a drill keeps the promise of training."""
    rows = db.session.execute(
        select(Slot.fulfilled_on, Slot.fulfilled_by_kind, Slot.fulfilled_by_id)
        .where(Slot.fulfilled_on >= year.first_day, Slot.fulfilled_on <= year.last_day)
        .order_by(Slot.fulfilled_on.desc(), Slot.id.desc())
    )
    return tuple(Kept(on, kind, ref_id) for on, kind, ref_id in rows if on and kind and ref_id)


def state_of(
    planned_months: tuple[int, ...], due_on: date | None, done_on: Iterable[date], year: FiscalYear, *, today: date
) -> CommitmentState:
    """Where a commitment stands in a fiscal year: yearly ones by what was done in it, measures by what was ever done.

    A yearly one with several months is done when it was done at least as often as months have passed.
    """
    days = list(done_on)
    if not planned_months:
        if days:
            return CommitmentState.DONE
        if due_on is None:
            return CommitmentState.OPEN
        return CommitmentState.LATE if due_on < today else CommitmentState.AHEAD
    in_year = sum(year.contains(day) for day in days)
    passed = sum((y, m) < (today.year, today.month) for y, m in year.months() if m in planned_months)
    if in_year >= len(planned_months):
        return CommitmentState.DONE
    return CommitmentState.LATE if in_year < passed else CommitmentState.AHEAD


def slots_of_type(drill_type: DrillType, first_day: date, last_day: date) -> tuple[Slot, ...]:
    """What the calendar has of a kind of drill between two days, with what was given up, by its day. One statement."""
    return tuple(
        db.session.scalars(
            select(Slot)
            .options(raiseload("*"))
            .where(Slot.drill_type == drill_type, Slot.planned_for.between(first_day, last_day))
            .order_by(Slot.planned_for, Slot.id)
        )
    )
