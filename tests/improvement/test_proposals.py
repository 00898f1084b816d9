"""Writing proposals: drafts, submission, from findings, working out, merging."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from drillhub.audit import AuditEntry
from drillhub.core.database import db
from drillhub.core.errors import DrillHubError, NotFound, TextTooLong
from drillhub.drills import evaluations
from drillhub.drills.findings import FindingKind
from drillhub.improvement import proposals
from drillhub.improvement.errors import (
    AlreadySubmitted,
    FindingIsGood,
    FindingMissing,
    MergeTargetMissing,
    OthersMergedInto,
    ProposalChanged,
    ProposalTextMissing,
    TitleMissing,
    TransitionRefused,
)
from drillhub.improvement.life_cycle import DecisionResult, Poete, Priority, ProposalSource, ProposalState
from drillhub.improvement.models import ImprovementProposal, ProposalEvent
from drillhub.improvement.wording import Origin, Preparation, Wording, title_from
from drillhub.notifications.models import OutboxMessage
from drillhub.vocabulary import PlanItem
from tests.drills.stage import Stage, actor
from tests.improvement.table import BELL, FIX, Table, address_of, day, finding, moment
from tests.support.rows import all_rows

SAID = Preparation(
    "音が機械の音に消える。", "回転灯を2台付ける。", "1分以内", PlanItem.EQUIPMENT, Poete.EQUIPMENT, Priority.HIGH
)


def refused(table: Table, change: Callable[[], object], error: type[DrillHubError]) -> DrillHubError:
    """The change is refused so, and nothing at all is different afterwards."""
    before = all_rows(table.world, table.org)
    with pytest.raises(error) as found, table.world.changing(table.org):
        change()
    assert all_rows(table.world, table.org) == before
    return found.value


def test_a_proposal_is_numbered_by_the_fiscal_year_when_it_is_submitted(table: Table) -> None:
    first, second = table.proposal(), table.proposal(by=table.trainer)
    row = table.row(first)
    assert (row.number, table.row(second).number) == ("P2026-001", "P2026-002")
    assert (row.state, row.submitted_on, row.proposer_name) == (ProposalState.SUBMITTED, day(0), "石田 亮")


def test_every_step_leaves_a_line_of_history_and_an_entry_in_the_audit_trail(table: Table) -> None:
    proposal_id = table.adopted()
    with table.world.inside(table.org):
        events = db.session.scalars(select(ProposalEvent).order_by(ProposalEvent.seq)).all()
        entries = db.session.scalars(
            select(AuditEntry.action).where(
                AuditEntry.subject_type == "improvement_proposals", AuditEntry.subject_id == proposal_id
            )
        ).all()
    assert [(each.seq, each.kind.value) for each in events] == [(1, "submitted"), (2, "review_started"), (3, "decided")]
    assert entries == ["proposal.submitted", "proposal.review_started", "proposal.decided"]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"title": " "}, TitleMissing),
        ({"finding": ""}, FindingMissing),
        ({"proposal": "\n"}, ProposalTextMissing),
        ({"title": "長" * 201}, TextTooLong),
        ({"proposal": "長" * 2001}, TextTooLong),
    ],
)
def test_an_incomplete_proposal_is_refused(table: Table, change: dict[str, str], error: type[DrillHubError]) -> None:
    wording = replace(BELL, **change)
    by = actor(table.employee)
    refused(table, lambda: proposals.propose(wording, Origin(), today=day(0), by=by, at=moment(0)), error)


# --- Drafts -----------------------------------------------------------------------------------------------------


def draft(table: Table, wording: Wording = BELL) -> int:
    with table.world.changing(table.org):
        return proposals.save_new_draft(wording, Origin(), by=actor(table.employee), at=moment(0)).id


def test_a_draft_needs_a_title_alone_and_has_no_number(table: Table) -> None:
    row = table.row(draft(table, Wording("ベル")))
    assert (row.number, row.submitted_on, row.is_private) == (None, None, True)


def test_a_draft_is_saved_submitted_and_taken_back_to_be_written_anew(table: Table) -> None:
    proposal_id, by = draft(table), actor(table.employee)
    with table.world.changing(table.org):
        proposals.save_draft(proposal_id, replace(BELL, title="回転灯"), version=1, by=by, at=moment(0))
        proposals.submit(proposal_id, replace(BELL, title="回転灯2台"), version=2, today=day(1), by=by, at=moment(1))
    row = table.row(proposal_id)
    with table.world.changing(table.org):
        proposals.withdraw(proposal_id, version=row.version, by=by, at=moment(2))
    back = table.row(proposal_id)
    with table.world.changing(table.org):
        proposals.submit(proposal_id, BELL, version=back.version, today=day(3), by=by, at=moment(3))
    again = table.row(proposal_id)
    assert (row.title, back.state, back.is_private) == ("回転灯2台", ProposalState.DRAFT, False)
    assert (again.number, again.submitted_on, again.title) == (row.number, day(3), BELL.title)


def test_only_a_draft_that_was_never_submitted_can_be_deleted(table: Table) -> None:
    kept, by = table.proposal(), actor(table.employee)
    refused(table, lambda: proposals.delete_draft(kept, version=2, by=by, at=moment(1)), AlreadySubmitted)
    dropped = draft(table)
    with table.world.changing(table.org):
        proposals.delete_draft(dropped, version=1, by=by, at=moment(1))
    with table.world.inside(table.org):
        assert db.session.scalars(select(ImprovementProposal.id)).all() == [kept]


def test_a_save_from_an_outdated_page_is_refused(table: Table) -> None:
    proposal_id, by = draft(table), actor(table.employee)
    with table.world.changing(table.org):
        proposals.save_draft(proposal_id, BELL, version=1, by=by, at=moment(0))
    refused(table, lambda: proposals.save_draft(proposal_id, BELL, version=1, by=by, at=moment(0)), ProposalChanged)


def test_what_is_on_the_table_cannot_be_taken_back(table: Table) -> None:
    proposal_id, _ = table.reviewed()
    version = table.row(proposal_id).version
    error = refused(
        table,
        lambda: proposals.withdraw(proposal_id, version=version, by=actor(table.employee), at=moment(6)),
        TransitionRefused,
    )
    assert "審議中" in str(error)


# --- Where it comes from ----------------------------------------------------------------------------------------


def test_p2_a_finding_becomes_one_proposal_whoever_asks_how_often(table: Table, stage: Stage) -> None:
    found = finding(stage, stage.ended())
    with table.world.changing(table.org):
        first = proposals.from_finding(*found, today=day(0), by=actor(table.trainer), at=moment(0)).id
    with table.world.changing(table.org):
        same = proposals.from_finding(*found, today=day(1), by=actor(table.office), at=moment(1)).id
    row = table.row(first)
    assert same == first
    assert (row.title, row.finding, row.cause) == (
        "名簿が古く、3人に連絡できなかった",
        FIX,
        "異動のたびに直していない。",
    )
    assert (row.source, row.plan_item, row.proposer_name) == (ProposalSource.DRILL, PlanItem.RESPONSE, "田中 健一")
    assert row.drill_id is not None


def test_a_good_point_is_no_proposal(table: Table, stage: Stage) -> None:
    good = finding(stage, stage.ended(), kind=FindingKind.GOOD)
    refused(
        table,
        lambda: proposals.from_finding(*good, today=day(0), by=actor(table.trainer), at=moment(0)),
        FindingIsGood,
    )


def test_a_withdrawn_finding_is_no_proposal(table: Table, stage: Stage) -> None:
    run = stage.ended()
    gone = finding(stage, run)
    with table.world.changing(table.org):
        evaluations.withdraw_finding(run, 1, by=stage.by, at=moment(0))
    refused(table, lambda: proposals.from_finding(*gone, today=day(0), by=stage.by, at=moment(0)), NotFound)


def test_the_result_of_somebody_else_looks_missing(table: Table) -> None:
    origin = Origin(ProposalSource.QUIZ, attempt_id=1)
    by = actor(table.employee)
    refused(table, lambda: proposals.propose(BELL, origin, today=day(0), by=by, at=moment(0)), NotFound)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("名簿が古い。直す。", "名簿が古い"),
        ("名簿が古い\n次の行", "名簿が古い"),
        ("あ" * 80, "あ" * 59 + "…"),
    ],
)
def test_a_title_is_the_first_sentence_of_what_was_noticed(text: str, title: str) -> None:
    assert title_from(text) == title


# --- Working out, merging ---------------------------------------------------------------------------------------


def test_working_out_keeps_in_the_history_what_it_said_before(table: Table) -> None:
    proposal_id = table.proposal()
    with table.world.changing(table.org):
        proposals.prepare(proposal_id, SAID, version=2, by=actor(table.office), at=moment(1))
    row = table.row(proposal_id)
    with table.world.inside(table.org):
        last = db.session.scalars(select(ProposalEvent).order_by(ProposalEvent.seq.desc())).first()
    assert (row.proposal, row.cause, row.priority) == (SAID.proposal, SAID.cause, Priority.HIGH)
    assert last is not None
    assert last.facts["before"]["proposal"] == BELL.proposal


def test_what_was_decided_is_not_reworded(table: Table) -> None:
    proposal_id = table.adopted()
    version = table.row(proposal_id).version
    refused(
        table,
        lambda: proposals.prepare(proposal_id, SAID, version=version, by=actor(table.office), at=moment(11)),
        TransitionRefused,
    )


def merge(table: Table, proposal_id: int, target: str) -> None:
    version = table.row(proposal_id).version
    proposals.merge(proposal_id, target, version=version, address_of=address_of, by=actor(table.office), at=moment(2))


def test_a_merged_proposal_is_answered_by_the_decision_on_the_other(table: Table, stage: Stage) -> None:
    ito = stage.players[0]
    same, other = table.proposal(by=ito), table.proposal()
    with table.world.changing(table.org):
        merge(table, same, "p2026-002 ")
    _, meeting = table.reviewed(other)
    table.decide(other, meeting, table.adoption())

    row = table.row(same)
    assert (row.state, row.merged_into_id) == (ProposalState.MERGED, other)
    with table.world.inside(table.org):
        mails = db.session.scalars(select(OutboxMessage).where(OutboxMessage.person_id == ito.id)).all()
    assert [each.kind for each in mails] == ["proposal_merged", "proposal_decision"]
    assert "提案 P2026-002 と合わせて決めました。" in mails[1].body
    assert address_of(same) in mails[1].body


@pytest.mark.parametrize("target", ["P2026-009", "P2026-001", ""])
def test_a_proposal_merges_into_another_that_exists(table: Table, target: str) -> None:
    proposal_id = table.proposal()
    refused(table, lambda: merge(table, proposal_id, target), MergeTargetMissing)


def test_nothing_merges_into_what_was_refused_or_merged(table: Table) -> None:
    rejected = table.decided(DecisionResult.REJECTED)
    one, two, three = table.proposal(), table.proposal(), table.proposal()
    with table.world.changing(table.org):
        merge(table, one, table.row(two).number or "")
    for target in (rejected, one):
        number = table.row(target).number or ""
        refused(table, lambda number=number: merge(table, three, number), MergeTargetMissing)
    # Nor back again: two cannot be merged into each other.
    refused(table, lambda: merge(table, two, table.row(one).number or ""), MergeTargetMissing)


def test_what_went_into_a_proposal_goes_on_with_it_into_another(table: Table) -> None:
    first, second, third = table.proposal(), table.proposal(), table.proposal()
    for each, into in ((first, "P2026-002"), (second, "P2026-003")):
        with table.world.changing(table.org):
            merge(table, each, into)
    assert [table.row(each).merged_into_id for each in (first, second)] == [third, third]
    with table.world.inside(table.org):
        lines = db.session.scalars(
            select(ProposalEvent).where(ProposalEvent.proposal_id == first).order_by(ProposalEvent.seq)
        ).all()
    assert [each.facts.get("into") for each in lines] == [None, "P2026-002", "P2026-003"]


def test_what_others_went_into_is_not_taken_back(table: Table) -> None:
    first, second = table.proposal(), table.proposal()
    with table.world.changing(table.org):
        merge(table, first, "P2026-002")
    version = table.row(second).version
    error = refused(
        table,
        lambda: proposals.withdraw(second, version=version, by=actor(table.employee), at=moment(3)),
        OthersMergedInto,
    )
    assert "P2026-001" in str(error)


def test_mails_are_written_in_the_language_of_their_reader(table: Table, stage: Stage) -> None:
    ito = stage.players[0]
    with table.world.changing(table.org):
        from drillhub.identity import services

        services.choose_language(ito.id, "en")
    proposal_id, meeting = table.reviewed(table.proposal(by=ito))
    table.decide(proposal_id, meeting, table.adoption(owner_id=table.office.id))
    with table.world.inside(table.org):
        mails = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    assert [(each.kind, each.person_id) for each in mails] == [
        ("proposal_decision", ito.id),
        ("proposal_task", table.office.id),
    ]
    assert "2026年5月1日" not in mails[0].body
    assert "2026年5月1日" in mails[1].body
    assert "夜勤でも気付けるようにするため。" in mails[0].body
