"""Cards of improvement: what somebody has to carry out, to decide, to look after."""

from collections.abc import Iterator
from datetime import date

from flask import url_for

from drillhub.core.i18n import _
from drillhub.drills.access import RUN_DRILLS
from drillhub.identity.sign_in import SignedIn
from drillhub.improvement import queries, waiting
from drillhub.improvement.queries import Column
from drillhub.web.home.card import Card, day_words


def to_carry_out(person: SignedIn, today: date) -> Iterator[Card]:
    """One's own tasks, the nearest due date first."""
    for each in queries.own_tasks(person.person_id).items:
        if each.due_on is None:
            continue
        late = each.is_overdue(today)
        passed = _("期限を%(days)s日過ぎています", days=(today - each.due_on).days)
        yield Card(
            label=_("改善の担当"),
            due=passed if late else _("期限 %(day)s", day=day_words(each.due_on)),
            sentence=_("「%(title)s」の担当です。行ったら、実施した日を書いてください。", title=each.title),
            action_label=_("提案を開く"),
            action_url=url_for("improvement.page", proposal_id=each.id),
            now=late,
        )


def to_decide(today: date) -> Iterator[Card]:
    """What is on the table of the nearest meeting."""
    waits = waiting.decisions()
    if waits is not None:
        ahead = waits.held_on > today
        yield Card(
            label=_("決裁"),
            due=day_words(waits.held_on),
            sentence=_("%(count)s件の改善提案が、会議での決定を待っています。", count=waits.count),
            action_label=_("議題を読む") if ahead else _("決定を書く"),
            action_url=url_for("improvement.meeting", meeting_id=waits.meeting_id),
            now=not ahead,
        )


def to_look_after(person: SignedIn, today: date) -> Iterator[Card]:
    """Effects that can be written, and what would otherwise stand still."""
    effect = waiting.effect_to_write()
    if effect is not None:
        yield Card(
            label=_("効果確認"),
            due=_("%(count)s件", count=effect.count),
            sentence=_("訓練「%(title)s」で、改善の効果を書けます。", title=effect.title),
            action_label=_("効果を書く"),
            action_url=url_for("drills.evaluation", run_id=effect.run_id, _anchor="effects")
            if person.acts_as(*RUN_DRILLS)
            else url_for("drills.page", drill_id=effect.drill_id),
        )
    found = waiting.office(today)
    if found.vacant:
        sentence = _("担当の人が退職した改善提案が%(count)s件あります。", count=found.vacant)
        yield _look_at(_("担当者が不在"), sentence, Column.DOING)
    if found.awaiting:
        sentence = _("実施した改善%(count)s件に、効果を確かめる訓練が決まっていません。", count=found.awaiting)
        yield _look_at(_("効果確認"), sentence, Column.SHOWING)
    if waits := found.submitted + found.again:
        sentence = _("%(count)s件の改善提案が、会議の議題に入るのを待っています。", count=waits)
        yield _look_at(_("改善提案"), sentence, Column.SUBMITTED if found.submitted else Column.TABLE)


def _look_at(label: str, sentence: str, column: Column) -> Card:
    return Card(label, "", sentence, _("提案を見る"), url_for("improvement.proposals", state=column.value))
