"""今日すること: what a person is asked to do next, the most pressing first, each in one sentence with one button."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from flask import url_for

from drillhub.core import clock
from drillhub.core.fiscal_year import FiscalYear
from drillhub.core.i18n import _, pgettext
from drillhub.drills.access import RUN_DRILLS
from drillhub.drills.queries import DrillRow
from drillhub.drills.snapshot import ParticipantKind
from drillhub.drills.waiting import OwnDrill, Waiting, waiting_for
from drillhub.identity.register_queries import counts as people_counts
from drillhub.identity.roles import Role
from drillhub.identity.sign_in import SignedIn
from drillhub.improvement.access import PREPARE_PROPOSALS
from drillhub.learning.queries import MyQuiz, quizzes_to_take
from drillhub.learning.states import Standing
from drillhub.learning.waiting import open_drafts, overdue_assignments
from drillhub.notifications import services as outbox
from drillhub.planning import queries as plans
from drillhub.programme.cadence import RuleState
from drillhub.programme.standings import year_standings
from drillhub.reporting.overview import AnnualYear, annual_years
from drillhub.scenarios import queries as scenarios
from drillhub.web.home import improvements
from drillhub.web.home.card import Card, day_words
from drillhub.web.learning.blueprint import TEACHERS
from drillhub.web.programme.blueprint import PLANNERS

_WITHOUT_A_DAY: Final = frozenset({RuleState.DUE, RuleState.OVERDUE})


def cards_for(person: SignedIn, today: date) -> Iterator[Card]:
    """All there is to do for a person, the most pressing first. What is not asked for is not looked up."""
    runs_drills = person.acts_as(*RUN_DRILLS)
    waiting = waiting_for(person.person_id, runs_drills=runs_drills, today=today)
    yield from _live(waiting)
    if person.acts_as(Role.GENERAL_AFFAIRS):
        yield from _foundations(today)
        yield from _end_of_the_plan(today, pressing=True)
    if runs_drills:
        yield from _drills_to_look_after(waiting, today)
    yield from improvements.to_carry_out(person, today)
    yield from (_own_drill(each, today) for each in waiting.own_soon)
    yield from (_own_quiz(each) for each in quizzes_to_take(person.person_id, at=clock.now()))
    if person.acts_as(Role.APPROVER):
        yield from improvements.to_decide(today)
    if person.acts_as(*PREPARE_PROPOSALS):
        yield from improvements.to_look_after(person, today)
    if person.acts_as(*TEACHERS):
        yield from _late_quizzes(today)
    if person.acts_as(Role.GENERAL_AFFAIRS):
        yield from _report_to_prepare(person, today)
        yield from _late_commitments(FiscalYear.of(today, person.fiscal_year_start_month), today)
        yield from _mail()
        yield from _end_of_the_plan(today, pressing=False)
    if person.acts_as(Role.APPROVER):
        yield from _reports_to_approve(person, today)
    if person.acts_as(*TEACHERS):
        yield from _quizzes_to_finish()
    if person.acts_as(Role.TRAINER) and not waiting.ahead:
        yield _plan_the_next(has_library=bool(scenarios.choices()))
    if person.acts_as(*PLANNERS):
        yield from _year_to_plan(FiscalYear.of(today, person.fiscal_year_start_month), today)


def _live(waiting: Waiting) -> Iterator[Card]:
    for each in waiting.live:
        plays = each.kind is ParticipantKind.PLAYER
        yield Card(
            label=_("【訓練】実施中"),
            due=each.drill.site,
            sentence=_("「%(title)s」を行っています。", title=each.drill.title),
            action_label=_("訓練に参加する") if plays else _("進行コンソールを開く"),
            action_url=url_for("drills.follow", drill_id=each.drill.id)
            if plays
            else url_for("drills.console", run_id=each.drill.run_id),
            now=True,
        )


def _foundations(today: date) -> Iterator[Card]:
    """What nothing works without."""
    if people_counts().present <= 1:
        yield Card(
            label=_("はじめに"),
            due="",
            sentence=_("名簿にまだ人がいません。給与ソフトの社員一覧をそのまま取り込めます。"),
            action_label=_("社員一覧を取り込む"),
            action_url=url_for("people.new_import"),
            now=True,
        )
    if plans.plan_in_force(today) is None:
        yield Card(
            label=_("はじめに"),
            due="",
            sentence=_("認定を受けた計画がまだ入っていません。入れると、約束した月と実施をくらべられます。"),
            action_label=_("計画を入れる"),
            action_url=url_for("planning.index"),
        )


def _end_of_the_plan(today: date, *, pressing: bool) -> Iterator[Card]:
    """The plan ends and a further application is due; pressing once it could no longer be examined in time."""
    ending = plans.ending(today)
    if ending is None or (ending[1] <= plans.EXAMINATION_DAYS) is not pressing:
        return
    plan, days = ending
    yield Card(
        label=_("次の申請"),
        due=_("あと%(days)s日", days=days),
        sentence=_(
            "計画の実施期間が%(day)sに終わります。2回目以降の申請に添える書類をそろえてください。",
            day=day_words(plan.period_ends_on),
        ),
        action_label=_("実施状況報告書を開く"),
        action_url=url_for("reporting.status", plan_id=plan.id),
        now=pressing,
    )


def _drills_to_look_after(waiting: Waiting, today: date) -> Iterator[Card]:
    for drill in waiting.to_evaluate:
        yield Card(
            label=_("評価と記録"),
            due=_("実施日 %(day)s", day=day_words(drill.local_date)),
            sentence=_("「%(title)s」の記録がまだ確定していません。", title=drill.title),
            action_label=_("評価を続ける"),
            action_url=url_for("drills.evaluation", run_id=drill.run_id),
        )
    for drill in waiting.overdue:
        yield Card(
            label=_("予定日を過ぎた訓練"),
            due=_("予定日 %(day)s", day=day_words(drill.local_date)),
            sentence=_("「%(title)s」は行いましたか。行わなかった理由も、報告書に残ります。", title=drill.title),
            action_label=_("訓練を開く"),
            action_url=url_for("drills.page", drill_id=drill.id),
        )
    for drill in waiting.ahead:
        yield from _preparation(drill, today)


def _preparation(drill: DrillRow, today: date) -> Iterator[Card]:
    if drill.local_date == today:
        yield Card(
            label=_("今日の訓練"),
            due=_("%(time)sから", time=f"{drill.local_time:%H:%M}"),
            sentence=_("「%(title)s」を今日行います。", title=drill.title),
            action_label=_("開始の準備をする"),
            action_url=url_for("drills.start", drill_id=drill.id),
            now=True,
        )
    elif drill.status.value == "planned":
        yield Card(
            label=_("訓練の案内"),
            due=_when(drill, today),
            sentence=_("「%(title)s」の案内をまだ送っていません。", title=drill.title),
            action_label=_("参加者と案内を確かめる"),
            action_url=url_for("drills.page", drill_id=drill.id),
        )


def _own_drill(each: OwnDrill, today: date) -> Card:
    drill = each.drill
    plays = each.kind is ParticipantKind.PLAYER
    return Card(
        label=_("【訓練】参加の予定") if plays else _("【訓練】担当の予定"),
        due=_when(drill, today),
        sentence=_(
            "%(day)s %(time)sから、%(site)sで「%(title)s」があります。",
            day=day_words(drill.local_date),
            time=f"{drill.local_time:%H:%M}",
            site=drill.site,
            title=drill.title,
        ),
        action_label=_("内容を見る"),
        action_url=url_for("drills.follow" if plays else "drills.page", drill_id=drill.id),
    )


def _own_quiz(quiz: MyQuiz) -> Card:
    goes_on = quiz.standing is Standing.IN_PROGRESS
    return Card(
        label=_("理解度テスト"),
        due=_("期限を過ぎました") if quiz.is_overdue else _("%(day)s まで", day=day_words(quiz.due_on)),
        sentence=_("「%(title)s」の続きがあります。保存した回答から続けられます。", title=quiz.title)
        if goes_on
        else _("「%(title)s」（%(count)s問）を受けてください。", title=quiz.title, count=quiz.questions),
        action_label=_("続きから受ける") if goes_on else _("理解度テストを開く"),
        action_url=url_for("learning.cover", enrollment_id=quiz.enrollment_id),
        now=quiz.is_overdue,
    )


def _late_quizzes(today: date) -> Iterator[Card]:
    for each in overdue_assignments(today):
        yield Card(
            label=_("理解度テスト"),
            due=_("期限 %(day)s", day=day_words(each.due_on)),
            sentence=_(
                "「%(title)s」に、まだ合格していない人が%(count)s人います。", title=each.title, count=each.missing
            ),
            action_label=_("進み具合を開く"),
            action_url=url_for("learning.progress", assignment_id=each.id),
        )


def _quizzes_to_finish() -> Iterator[Card]:
    for each in open_drafts():
        yield Card(
            label=_("理解度テストの下書き"),
            due=_("第%(number)s版", number=each.number),
            sentence=_("「%(title)s」は、まだ公開していません。", title=each.title),
            action_label=_("続きを作る"),
            action_url=url_for("learning.quiz", quiz_id=each.quiz_id),
        )


def _late_commitments(year: FiscalYear, today: date) -> Iterator[Card]:
    late = plans.late_commitments(year, today=today)
    if late:
        first = late[0]
        yield Card(
            label=_("計画の約束"),
            due=_("遅れ %(count)s件", count=len(late)),
            sentence=_("「%(text)s」が、約束した時期を過ぎています。", text=first.text),
            action_label=_("取組を開く"),
            action_url=url_for("planning.commitment", commitment_id=first.id),
        )


def _waiting_reports(person: SignedIn, today: date) -> list[AnnualYear]:
    years = annual_years(today, person.fiscal_year_start_month)
    return [each for each in years if each.waits_for_approval and each.period.number >= years[0].period.number - 1]


def _report_to_prepare(person: SignedIn, today: date) -> Iterator[Card]:
    for each in _waiting_reports(person, today):
        yield Card(
            label=_("年次報告"),
            due=_("%(year)s年度", year=each.period.number),
            sentence=_(
                "%(year)s年度の報告書がまだ承認されていません。足りないものを確かめてください。",
                year=each.period.number,
            ),
            action_label=_("報告書を開く"),
            action_url=url_for("reporting.annual", year=each.period.number),
        )


def _reports_to_approve(person: SignedIn, today: date) -> Iterator[Card]:
    for each in _waiting_reports(person, today):
        yield Card(
            label=_("承認"),
            due=_("%(year)s年度", year=each.period.number),
            sentence=_("%(year)s年度の報告書が承認を待っています。", year=each.period.number),
            action_label=_("内容を確かめる"),
            action_url=url_for("reporting.annual", year=each.period.number),
        )


def _mail() -> Iterator[Card]:
    if count := outbox.needs_attention():
        yield Card(
            label=_("送信箱"),
            due="",
            sentence=_("%(count)s件のメールが届いていません。宛先を確かめてください。", count=count),
            action_label=_("送信箱を開く"),
            action_url=url_for("outbox.index", state="refused"),
        )


def _year_to_plan(year: FiscalYear, today: date) -> Iterator[Card]:
    """Rules whose turn has come, or has passed, and that have no day; the plan has to be there first."""
    if plans.plan_in_force(today) is None:
        return
    waiting = [each for each in year_standings(year, today=today).now if each.state in _WITHOUT_A_DAY]
    if waiting:
        yield Card(
            label=pgettext("menu", "年間計画"),
            due="",
            sentence=_("日にちが決まっていない訓練や見直しが%(count)s種類あります。", count=len(waiting)),
            action_label=_("日の提案を見る"),
            action_url=url_for("programme.proposal"),
        )


def _plan_the_next(*, has_library: bool) -> Card:
    return Card(
        label=_("次の訓練"),
        due="",
        sentence=_("2週間以内の訓練の予定がありません。シナリオを選べば、すぐに予定できます。")
        if has_library
        else _("シナリオがまだありません。見本を入れると、すぐに訓練を予定できます。"),
        action_label=_("訓練を予定する") if has_library else _("見本のシナリオを入れる"),
        action_url=url_for("drills.choose_scenario" if has_library else "scenarios.index"),
    )


def _when(drill: DrillRow, today: date) -> str:
    days = (drill.local_date - today).days
    return _("今日") if days == 0 else _("明日") if days == 1 else _("あと%(days)s日", days=days)
