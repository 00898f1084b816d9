"""What an edition of the plan says differently from the one before it, and whether a 変更認定 may be needed. Pure.

A change of what was certified under items 3(1)-(5) needs a certified change (変更認定); minor ones, such as another
representative or somewhat different amounts, do not. Whether a change is minor is decided by the 経済産業局, so that a
change of those items is flagged and a person asks. Source: the official guidance on 事業継続力強化計画.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from drillhub.core import japanese_dates
from drillhub.core.i18n import LazyString, _, _l, current_language
from drillhub.planning.content import STRUCTURE, AssumedHazard, PlanContent, Promise, form_of
from drillhub.planning.models import CommitmentKind
from drillhub.vocabulary import PlanItem

TO_BE_ASKED: Final = _l(
    "3(1)〜3(5)の内容が変わりました。変更認定の申請がいるかどうかを、経済産業局に確かめてください。"
)


class CertifiedChange(StrEnum):
    """What there is to do about a 変更認定."""

    ASK = "ask"
    OUTSIDE = "outside"
    NOT_CERTIFIED_YET = "not_certified_yet"

    @property
    def label(self) -> LazyString:
        return _CERTIFIED_CHANGE_LABELS[self]


_CERTIFIED_CHANGE_LABELS: Final = {
    CertifiedChange.ASK: _l("確かめる"),
    CertifiedChange.OUTSIDE: _l("—（3(1)〜3(5)の外）"),
    CertifiedChange.NOT_CERTIFIED_YET: _l("—（認定の前）"),
}


@dataclass(frozen=True)
class Statement:
    """One thing that a plan says. item: the part of item 3 that it belongs to, None elsewhere. text: "" for nothing.

    kind: of a commitment, None for anything else.
    """

    item: PlanItem | None
    name: str | LazyString
    text: str
    kind: CommitmentKind | None = None

    @property
    def meaning(self) -> tuple[PlanItem | None, CommitmentKind | None, str]:
        """What must be equal for nothing to have changed."""
        return self.item, self.kind, self.text


@dataclass(frozen=True)
class Change:
    """What reads differently now. before, after: "" where the plan said or says nothing.

    certified_change: what there is to do about it.
    """

    item: PlanItem | None
    name: str | LazyString
    before: str
    after: str
    certified_change: CertifiedChange

    @property
    def taken_out(self) -> tuple[str, ...]:
        """The lines that are no longer there."""
        return _lines_only_in(self.before, self.after)

    @property
    def put_in(self) -> tuple[str, ...]:
        """The lines that were not there."""
        return _lines_only_in(self.after, self.before)

    @property
    def keeps_lines(self) -> bool:
        """Whether some lines are the same."""
        return len(self.taken_out) < len(self.before.splitlines())


def _lines_only_in(text: str, other: str) -> tuple[str, ...]:
    lines = text.splitlines()
    same = SequenceMatcher(None, lines, other.splitlines(), autojunk=False).get_matching_blocks()
    kept = {index for block in same for index in range(block.a, block.a + block.size)}
    return tuple(line for index, line in enumerate(lines) if index not in kept)


@dataclass(frozen=True)
class ChangeReview:
    """What a content says differently from the one before it, in its order; what it no longer says comes last."""

    changes: tuple[Change, ...]
    was_certified: bool

    @property
    def certified_change(self) -> CertifiedChange:
        """What there is to do about all of it."""
        found = {each.certified_change for each in self.changes}
        if not self.was_certified:
            return CertifiedChange.NOT_CERTIFIED_YET
        return CertifiedChange.ASK if CertifiedChange.ASK in found else CertifiedChange.OUTSIDE

    @property
    def change_required(self) -> bool:
        """Whether a person has to ask if the change needs a 変更認定: not while the plan is not certified yet."""
        return self.certified_change is CertifiedChange.ASK


def review(before: PlanContent, after: PlanContent) -> ChangeReview:
    """Compare a content with the one before it."""
    was_certified = before.certificate.certified_on is not None
    old, new = dict(_statements(before)), dict(_statements(after))
    found = [
        _change(old.get(key), each, was_certified=was_certified)
        for key, each in new.items()
        if key not in old or old[key].meaning != each.meaning
    ]
    gone = (_change(each, None, was_certified=was_certified) for key, each in old.items() if key not in new)
    return ChangeReview((*found, *gone), was_certified)


def _change(old: Statement | None, new: Statement | None, *, was_certified: bool) -> Change:
    """At least one of them is there."""
    said = new or old
    if said is None:
        raise ValueError("nothing was said and nothing is")
    before, after = old.text if old else "", new.text if new else ""
    if old and new and old.item is not new.item:
        before, after = f"{_item_line(old)}\n{before}", f"{_item_line(new)}\n{after}"
    if old and new and old.kind is not new.kind:
        before, after = f"{_kind_line(old)}\n{before}", f"{_kind_line(new)}\n{after}"
    if said.item is None:
        certified_change = CertifiedChange.OUTSIDE
    else:
        certified_change = CertifiedChange.ASK if was_certified else CertifiedChange.NOT_CERTIFIED_YET
    return Change(said.item, said.name, before, after, certified_change)


def _item_line(said: Statement) -> str:
    item = said.item
    return _("計画の項目: %(number)s %(label)s", number=item.value, label=item.label) if item else ""


def _kind_line(said: Statement) -> str:
    return _("種類: %(kind)s", kind=said.kind.label) if said.kind else ""


def _statements(content: PlanContent) -> Iterator[tuple[tuple[str, str], Statement]]:
    """Everything that a plan says, each under a key that stays the same from edition to edition."""
    for key, name, text in _facts(content):
        if text:
            yield ("fact", key), Statement(None, name, text)
    for hazard in content.hazards:
        yield ("hazard", hazard.hazard), Statement(None, hazard.hazard.label, _hazard_text(hazard))
    for each in content.items:
        yield ("item", each.item), Statement(each.item, each.item.label, each.text)
    if content.structure:
        yield ("item", "structure"), Statement(PlanItem.PROMOTION, STRUCTURE, content.structure)
    for promise in content.commitments:
        yield ("commitment", promise.code), Statement(promise.item, promise.code, _promise_text(promise), promise.kind)


def _facts(content: PlanContent) -> Iterator[tuple[str, LazyString, str]]:
    company, certificate, language = content.company, content.certificate, current_language()
    yield "title", _l("計画の名前"), content.title
    yield "name", _l("会社の名前"), company.name
    yield "representative", _l("代表者"), company.representative
    yield "address", _l("住所"), company.address
    yield "corporate_number", _l("法人番号"), company.corporate_number
    yield "capital", _l("資本金"), company.capital
    yield "employees", _l("従業員の数"), str(company.employees or "")
    yield "industry", _l("業種"), company.industry
    founded, certified = company.founded_on, certificate.certified_on
    yield "founded_on", _l("設立年月日"), japanese_dates.plain_date(founded, language) if founded else ""
    yield "certificate_number", _l("認定番号"), certificate.number
    yield "reception_number", _l("受付番号"), certificate.reception_number
    yield "certified_on", _l("認定日"), japanese_dates.plain_date(certified, language) if certified else ""
    first, last = (
        japanese_dates.month_name(day, language) for day in (content.period.first_day, content.period.last_day)
    )
    yield "period", _l("実施期間"), _("%(first)sから%(last)sまで", first=first, last=last)
    yield "is_joint", _l("計画の形"), str(form_of(is_joint=content.is_joint))
    yield "partners", _l("連携する会社"), _("、").join(content.partners)
    yield "overview", _l("事業の概要"), content.overview
    yield "purpose", _l("事業継続力強化の目的"), content.purpose


def _hazard_text(hazard: AssumedHazard) -> str:
    source = _("出典: %(source)s", source=hazard.source) if hazard.source else ""
    return "\n".join(line for line in (hazard.text, hazard.figure, source) if line) or str(hazard.hazard.label)


def _promise_text(promise: Promise) -> str:
    language = current_language()
    months = _("、").join(japanese_dates.month_of_year(month, language) for month in promise.planned_months)
    lines = [promise.text]
    if months:
        lines.append(_("実施予定月: %(months)s", months=months))
    if promise.due:
        lines.append(_("期限: %(month)s", month=japanese_dates.month_name(promise.due.first_day, language)))
    return "\n".join(lines)
