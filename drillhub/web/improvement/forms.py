"""Forms of improvement. One of a kind on a page, so that their fields never share a name."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import request
from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from drillhub.core.i18n import _, _l, lazy_pgettext
from drillhub.improvement.decisions import Decision
from drillhub.improvement.life_cycle import DecisionResult, Poete, Priority, ProposalSource, VerificationResult
from drillhub.improvement.meetings import LONGEST, MeetingPlan
from drillhub.improvement.models import ImprovementProposal
from drillhub.improvement.wording import LONGEST_TEXT, LONGEST_TITLE, Preparation, Wording
from drillhub.vocabulary import PlanItem
from drillhub.web.forms import Form, at_most, required, strip

# Sources that a person can choose; drills and quizzes come from their own pages.
_SOURCES = (
    ProposalSource.SUGGESTION,
    ProposalSource.INCIDENT,
    ProposalSource.INSPECTION,
    ProposalSource.EQUIPMENT_UPDATE,
    ProposalSource.LAW_CHANGE,
)


class Needed:
    """Marks a field that must be filled in; what is missing is refused by the rules, in their own words."""

    field_flags = {"required": True}

    def __call__(self, form: Form, field: Any) -> None:
        """The rules check it."""


def _chosen() -> InputRequired:
    return InputRequired(_l("どれかを選んでください。"))


def _text(label: Any, *validators: Any) -> TextAreaField:
    return TextAreaField(label, [*validators, at_most(LONGEST_TEXT)], filters=[strip])


class VersionedForm(Form):
    """A change of something that others may change too: it names the version that the page showed."""

    version = IntegerField(_l("版"), [required()], widget=HiddenInput())


class ProposalForm(Form):
    """What a proposer writes. source: shown to the office alone."""

    title = StringField(_l("題名"), [required(), at_most(LONGEST_TITLE)], filters=[strip])
    finding = _text(_l("気付いたこと"), Needed())
    proposal = _text(_l("提案"), Needed())
    expected_effect = _text(_l("見込む効果"))
    source = SelectField(
        _l("出どころ"),
        [Optional()],
        choices=[SelectChoice(each.value, each.label) for each in _SOURCES],
        default=ProposalSource.SUGGESTION.value,
    )
    drill_id = IntegerField(validators=[Optional()], widget=HiddenInput())
    attempt_id = IntegerField(validators=[Optional()], widget=HiddenInput())

    def check(self) -> None:
        if "draft" in request.form:
            self.value().require_draft()
        else:
            self.value().require_complete()

    def value(self) -> Wording:
        return Wording(
            self.title.data or "", self.finding.data or "", self.proposal.data or "", self.expected_effect.data or ""
        )


class DraftForm(ProposalForm):
    """A draft that is written on."""

    version = IntegerField(_l("版"), [required()], widget=HiddenInput())


class PreparationForm(VersionedForm):
    """What the office works out before the decision."""

    proposal = _text(_l("提案"))
    cause = _text(_l("原因や背景"))
    expected_effect = _text(_l("見込む効果"))
    plan_item = SelectField(
        _l("計画の項目"),
        choices=[
            SelectChoice("", _l("決めない")),
            *(SelectChoice(each.value, f"{each.value} {each.label}") for each in PlanItem),
        ],
    )
    poete = SelectField(
        _l("何を良くするか"),
        choices=[SelectChoice("", _l("決めない")), *(SelectChoice(each.value, each.label) for each in Poete)],
    )
    priority = SelectField(_l("優先度"), choices=[SelectChoice(each.value, each.label) for each in Priority])

    @classmethod
    def of(cls, proposal: ImprovementProposal) -> "PreparationForm":
        return cls(
            formdata=None,
            version=proposal.version,
            proposal=proposal.proposal,
            cause=proposal.cause,
            expected_effect=proposal.expected_effect,
            plan_item=proposal.plan_item.value if proposal.plan_item else "",
            poete=proposal.poete.value if proposal.poete else "",
            priority=proposal.priority.value,
        )

    def value(self) -> Preparation:
        return Preparation(
            cause=self.cause.data or "",
            proposal=self.proposal.data or "",
            expected_effect=self.expected_effect.data or "",
            plan_item=PlanItem(self.plan_item.data) if self.plan_item.data else None,
            poete=Poete(self.poete.data) if self.poete.data else None,
            priority=Priority(self.priority.data),
        )


class ReviewForm(Form):
    """On the table of which meeting. reason: needed when something was decided before."""

    meeting_id = SelectField(lazy_pgettext("one", "会議"), coerce=int, validate_choice=False)
    reason = _text(_l("もう一度決める理由"))

    def offer(self, meetings: Sequence[tuple[int, str]]) -> None:
        self.meeting_id.choices = [SelectChoice(*each) for each in meetings]


class MergerForm(VersionedForm):
    target = StringField(_l("統合する先の提案の番号"), [required(), at_most(20)], filters=[strip])


class ProgressForm(Form):
    text = _text(_l("進み具合"), required())


class ImplementationForm(VersionedForm):
    implemented_on = DateField(_l("実施した日"), [Optional(), Needed()])
    remark = _text(_l("実施した内容"))


class HandOverForm(VersionedForm):
    owner_id = SelectField(_l("担当"), [Needed()], coerce=int, validate_choice=False)
    due_on = DateField(_l("期限"), [Optional(), Needed()])
    reason = _text(_l("変える理由"), Needed())

    def offer(self, people: Sequence[tuple[int, str]]) -> None:
        self.owner_id.choices = people_choices(people)


class VerificationPlanForm(VersionedForm):
    """Which later drill shows the effect."""

    drill_id = SelectField(_l("効果を確かめる訓練"), [Needed()], coerce=int, validate_choice=False)
    method = _text(_l("確かめること"))

    def offer(self, drills: Sequence[tuple[int, str]]) -> None:
        self.drill_id.choices = [SelectChoice(0, str(_("選んでください"))), *(SelectChoice(*each) for each in drills)]


class VerificationForm(VersionedForm):
    """What the drill showed. due_on: of an improvement that has to be done anew."""

    result = RadioField(
        _l("効果"), [_chosen()], choices=[SelectChoice(each.value, each.label) for each in VerificationResult]
    )
    note = _text(_l("訓練で見えたこと"), Needed())
    due_on = DateField(_l("もう一度行うときの期限"), [Optional()])


class ClosingForm(VersionedForm):
    plan_edition = SelectField(_l("認定計画への反映"), coerce=int, validate_choice=False)

    def offer(self, editions: Sequence[int]) -> None:
        self.plan_edition.choices = [
            SelectChoice(0, str(_("計画の改訂は要らない"))),
            *(SelectChoice(each, str(_("第%(number)s版に反映した", number=each))) for each in editions),
        ]


class ReopeningForm(VersionedForm):
    reason = _text(_l("もう一度行う理由"), Needed())
    due_on = DateField(_l("新しい期限"), [Optional(), Needed()])


class MeetingForm(Form):
    """A meeting as somebody writes it down. version: 0 for a new one."""

    version = IntegerField(_l("版"), [required()], widget=HiddenInput(), default=0)
    body = StringField(_l("会議の名前"), [required(), at_most(LONGEST["body"])], filters=[strip])
    held_on = DateField(_l("開催日"), [required()])
    attendees = TextAreaField(_l("出席者"), [at_most(LONGEST["attendees"])], filters=[strip])
    minutes = TextAreaField(_l("議事のメモ"), [at_most(LONGEST["minutes"])], filters=[strip])

    def value(self) -> MeetingPlan:
        return MeetingPlan(self.body.data or "", self.held_on.data, self.attendees.data or "", self.minutes.data or "")


class DecisionForm(VersionedForm):
    """The decision on one proposal. decided_on: the day of the meeting."""

    decided_on: date

    result = RadioField(
        _l("結果"), [_chosen()], choices=[SelectChoice(each.value, each.label) for each in DecisionResult]
    )
    reason = _text(_l("理由"), Needed())
    owner_id = SelectField(_l("担当"), coerce=int, validate_choice=False)
    due_on = DateField(_l("期限"), [Optional()])
    conditions = _text(_l("条件"))
    deferred_until = DateField(_l("次に決める日"), [Optional()])

    def offer(self, people: Sequence[tuple[int, str]]) -> None:
        self.owner_id.choices = people_choices(people)

    def check(self) -> None:
        if self.result.data in set(DecisionResult):
            self.value().require_complete(self.decided_on)

    def value(self) -> Decision:
        return Decision(
            result=DecisionResult(self.result.data),
            reason=self.reason.data or "",
            conditions=self.conditions.data or "",
            owner_id=self.owner_id.data or None,
            due_on=self.due_on.data,
            deferred_until=self.deferred_until.data,
        )


def people_choices(people: Sequence[tuple[int, str]]) -> list[SelectChoice]:
    return [SelectChoice(0, str(_("選んでください"))), *(SelectChoice(*each) for each in people)]
