"""Verbs on the certified plan: a new edition of its contents, and what was done for its commitments."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sqlalchemy import select

from drillhub import audit
from drillhub.audit import Actor
from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.identity.models import Organisation
from drillhub.planning.change_review import ChangeReview, review
from drillhub.planning.checks import check
from drillhub.planning.content import AssumedHazard, PlanContent, Promise, canonical_json, digest, from_dict
from drillhub.planning.errors import (
    CommitmentNotDatable,
    CommitmentWithdrawn,
    FulfilmentTwice,
    HazardTwice,
    PeriodTaken,
    PlanChanged,
    PlanFaulty,
)
from drillhub.planning.models import Commitment, CommitmentFulfilment, Plan, PlanEdition
from drillhub.planning.queries import edition_in_force, in_force
from drillhub.vocabulary import Hazard

# What a page has seen that was shown before any plan was entered.
NO_EDITION: Final = 0


@dataclass(frozen=True)
class Comparison:
    """What saving a content would do. edition: the number it gets; None when it says what is there already.

    seen: id of the edition that it was compared with, NO_EDITION for a new plan. added, changed, withdrawn, unchanged:
    codes of commitments. review: what a further edition says differently, None for a new plan.
    """

    edition: int | None
    seen: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    withdrawn: tuple[str, ...]
    unchanged: tuple[str, ...]
    review: ChangeReview | None = None

    @property
    def is_new_plan(self) -> bool:
        return self.seen == NO_EDITION

    @property
    def change_required(self) -> bool:
        """Whether somebody has to ask if the change needs a 変更認定."""
        return self.review is not None and self.review.change_required


def compare(content: PlanContent) -> Comparison:
    """What `save` would do with this content. Changes nothing. Three statements at most."""
    plan = _plan_of(content)
    return _compare(content, plan, _commitments(plan)) if plan else _as_new(content)


def enter(content: PlanContent, *, today: date, by: Actor, at: datetime) -> Comparison:
    """Enter the first plan. Raises PlanChanged when somebody has entered one meanwhile, and PlanFaulty."""
    _hold()
    if in_force(today) is not None:
        raise _changed(today)
    return _save(content, by=by, at=at)


def change(
    edit: Callable[[PlanContent], PlanContent], *, seen: int, today: date, by: Actor, at: datetime
) -> Comparison:
    """Change the plan in force: what `edit` makes of its content is saved, and nobody else writes in between.

    Another first month of the 実施期間 makes it a new plan. seen: id of the edition that the page showed. Raises
    NotFound while there is no plan, PlanChanged when another edition has been made meanwhile, PeriodTaken when it would
    write over a plan that nobody looked at, PlanFaulty, and what `edit` raises.
    """
    _hold()
    current = in_force(today)
    if current is None:
        raise NotFound()
    if current.edition.id != seen:
        raise _changed(today)
    content = edit(current.content)
    if _plan_of(content) not in (current.plan, None):
        raise PeriodTaken("first")
    return _save(content, by=by, at=at)


def save(content: PlanContent, *, seen: int | None = None, by: Actor, at: datetime) -> Comparison:
    """Take a plan's content over: a first one, a further edition, or nothing when it says what is there already.

    The plan is known by the first month of its 実施期間; another first month is another plan (再申請). seen: what
    `compare` said at the preview; None where there was none. Raises PlanChanged, and PlanFaulty, naming the first rule
    that is broken.
    """
    _hold()
    if seen is not None and compare(content).seen != seen:
        raise _changed(content.period.first_day)
    return _save(content, by=by, at=at)


def _hold() -> None:
    """Two people saving at once get two editions, one after the other; what was read before is read again."""
    db.session.scalars(select(Organisation.id).with_for_update()).one()
    db.session.scalars(select(Plan).execution_options(populate_existing=True)).all()


def _changed(day: date) -> PlanChanged:
    current = in_force(day)
    if current is None:
        raise NotFound()
    return PlanChanged(number=current.edition.number, name=current.edition.created_by_name)


def _save(content: PlanContent, *, by: Actor, at: datetime) -> Comparison:
    fault = next(check(content), None)
    if fault is not None:
        raise PlanFaulty(str(fault.path[-1]), fault=fault.sentence)
    plan = _plan_of(content)
    if plan is None:
        plan = _new_plan(content, at=at)
        done = _as_new(content)
    else:
        done = _compare(content, plan, _commitments(plan))
        if done.edition is None:
            return done
        _describe(plan, content)
        plan.current_edition = done.edition
    text = canonical_json(content)
    edition = PlanEdition(
        plan_id=plan.id,
        number=plan.current_edition,
        content_json=text,
        digest=digest(text),
        created_at=at,
        created_by_name=by.name,
    )
    db.session.add(edition)
    _carry_over(plan, content.commitments, at=at)
    audit.record(
        "plan.edition_saved",
        by=by,
        at=at,
        subject=plan,
        facts={
            "edition": plan.current_edition,
            "digest": edition.digest,
            "added": done.added,
            "changed": done.changed,
            "withdrawn": done.withdrawn,
        },
    )
    return done


def record_fulfilment(
    commitment_id: int, on: date, note: str, *, today: date, by: Actor, at: datetime
) -> CommitmentFulfilment:
    """A commitment was fulfilled on a day up to today.

    Raises NotFound, CommitmentNotDatable, CommitmentWithdrawn, FulfilmentTwice.
    """
    commitment = db.session.scalar(select(Commitment).where(Commitment.id == commitment_id).with_for_update())
    if commitment is None:
        raise NotFound()
    if commitment.withdrawn_at is not None:
        raise CommitmentWithdrawn()
    if on > today:
        raise CommitmentNotDatable("done_on")
    row = db.session.scalar(
        select(CommitmentFulfilment).where(
            CommitmentFulfilment.commitment_id == commitment.id, CommitmentFulfilment.done_on == on
        )
    )
    if row is not None and row.withdrawn_at is None:
        raise FulfilmentTwice("done_on")
    if row is None:
        row = CommitmentFulfilment(commitment_id=commitment.id, done_on=on)
        db.session.add(row)
    row.note = note.strip()[:1000]
    row.recorded_at, row.recorded_by, row.withdrawn_at = at, by.name, None
    db.session.flush()
    audit.record("commitment.fulfilled", by=by, at=at, subject=commitment, facts={"on": on.isoformat()})
    return row


def withdraw_fulfilment(fulfilment_id: int, *, by: Actor, at: datetime) -> None:
    """Take back what was recorded by mistake. Raises NotFound."""
    row = db.session.scalar(select(CommitmentFulfilment).where(CommitmentFulfilment.id == fulfilment_id))
    if row is None:
        raise NotFound()
    if row.withdrawn_at is None:
        row.withdrawn_at = at
        audit.record(
            "commitment.fulfilment_withdrawn", by=by, at=at, subject=row, facts={"on": row.done_on.isoformat()}
        )


def with_promise(content: PlanContent, promise: Promise, *, instead_of: str | None = None) -> PlanContent:
    """The content with one commitment added, or put in place of the one with the code `instead_of`."""
    others = [each for each in content.commitments if each.code != instead_of]
    return replace(content, commitments=tuple(sorted((*others, promise), key=lambda each: each.code)))


def with_new_hazard(content: PlanContent, assumed: AssumedHazard) -> PlanContent:
    """The content that assumes a further hazard. Raises HazardTwice: each is there once."""
    if content.hazard(assumed.hazard) is not None:
        raise HazardTwice("hazard", hazard=assumed.hazard.label)
    return replace(content, hazards=(*content.hazards, assumed))


def with_hazard(content: PlanContent, assumed: AssumedHazard) -> PlanContent:
    """The content with a hazard in place of what it assumed of it so far."""
    return replace(
        content, hazards=tuple(assumed if each.hazard is assumed.hazard else each for each in content.hazards)
    )


def without_hazard(content: PlanContent, hazard: Hazard) -> PlanContent:
    """The content that no longer assumes a hazard."""
    return replace(content, hazards=tuple(each for each in content.hazards if each.hazard is not hazard))


def without_promise(content: PlanContent, code: str) -> PlanContent:
    """The content without a commitment."""
    return replace(content, commitments=tuple(each for each in content.commitments if each.code != code))


def _plan_of(content: PlanContent) -> Plan | None:
    return db.session.scalar(select(Plan).where(Plan.period_starts_on == content.period.first_day))


def _commitments(plan: Plan) -> dict[str, Commitment]:
    rows = db.session.scalars(
        select(Commitment).where(Commitment.plan_id == plan.id).execution_options(populate_existing=True)
    )
    return {row.code: row for row in rows}


def _new_plan(content: PlanContent, *, at: datetime) -> Plan:
    plan = Plan(
        title=content.title,
        period_starts_on=content.period.first_day,
        period_ends_on=content.period.last_day,
        current_edition=1,
        created_at=at,
    )
    _describe(plan, content)
    db.session.add(plan)
    db.session.flush()
    return plan


def _describe(plan: Plan, content: PlanContent) -> None:
    plan.title = content.title
    plan.is_joint = content.is_joint
    plan.certification_number = content.certificate.number
    plan.certified_on = content.certificate.certified_on
    plan.period_ends_on = content.period.last_day


def _as_new(content: PlanContent) -> Comparison:
    return Comparison(1, NO_EDITION, tuple(each.code for each in content.commitments), (), (), ())


def _compare(content: PlanContent, plan: Plan, known: dict[str, Commitment]) -> Comparison:
    wanted = {each.code: each for each in content.commitments}
    added, changed, unchanged = [], [], []
    for code, promise in wanted.items():
        row = known.get(code)
        if row is None or row.withdrawn_at is not None:
            added.append(code)
        elif _differs(row, promise):
            changed.append(code)
        else:
            unchanged.append(code)
    withdrawn = [code for code, row in known.items() if row.withdrawn_at is None and code not in wanted]
    current = edition_in_force(plan)
    said = from_dict(current.content)
    same = canonical_json(said) == canonical_json(content)
    return Comparison(
        None if same else plan.current_edition + 1,
        current.id,
        tuple(added),
        tuple(changed),
        tuple(withdrawn),
        tuple(unchanged),
        review(said, content),
    )


def _differs(row: Commitment, promise: Promise) -> bool:
    return (row.plan_item, row.kind, row.text, tuple(row.planned_months), row.due_on) != _columns(promise)


def _columns(promise: Promise) -> tuple[object, ...]:
    due = promise.due.last_day if promise.due else None
    return (promise.item, promise.kind, promise.text, promise.planned_months, due)


def _carry_over(plan: Plan, promises: tuple[Promise, ...], *, at: datetime) -> None:
    """Bring the rows of the commitments in line with the content. What was done for them stays."""
    known = _commitments(plan)
    for promise in promises:
        row = known.get(promise.code)
        if row is None:
            row = Commitment(plan_id=plan.id, code=promise.code)
            db.session.add(row)
        row.plan_item, row.kind, row.text = promise.item, promise.kind, promise.text
        row.planned_months = list(promise.planned_months)
        row.due_on = promise.due.last_day if promise.due else None
        row.withdrawn_at = None
    wanted = {promise.code for promise in promises}
    for code, row in known.items():
        if code not in wanted and row.withdrawn_at is None:
            row.withdrawn_at = at
    db.session.flush()
