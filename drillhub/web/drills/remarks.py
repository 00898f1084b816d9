"""What is missing before a start or a record: a line for each thing, or one for many with their names behind it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from drillhub.core.i18n import _, current_language, ngettext
from drillhub.drills.evaluation import Gap, GapKind
from drillhub.drills.preflight import PreflightItem, PreflightKind
from drillhub.drills.snapshot import headcount_roles
from drillhub.scenarios.content import ScenarioContent
from drillhub.web.drills.words import role_names

# More things of a kind than this are one line with their number.
ONE_BY_ONE: Final = 3


@dataclass(frozen=True)
class Remark:
    """A line of a list. blocking: it must be mended first. names: who or what a line about many is about."""

    blocking: bool
    sentence: str
    names: tuple[str, ...] = ()


def gap_remarks(gaps: Iterable[Gap], scenario: ScenarioContent) -> list[Remark]:
    """What the evaluation lacks, in the order of `gaps`."""
    language = current_language()
    known = {objective.id: objective.text(language) for objective in scenario.objectives}
    known |= {criterion.id: criterion.ja for criterion in scenario.evaluation_criteria}
    known |= {task.id: task.text(language) for task in scenario.tasks}
    by_kind: defaultdict[GapKind, list[Gap]] = defaultdict(list)
    for gap in gaps:
        by_kind[gap.kind].append(gap)
    remarks = []
    for kind, found in by_kind.items():
        names = tuple(known.get(gap.subject, gap.subject) for gap in found)
        if len(found) > ONE_BY_ONE:
            remarks.append(Remark(found[0].blocking, _many_gaps(kind, len(found)), names))
        else:
            remarks += [Remark(gap.blocking, _gap(kind, name)) for gap, name in zip(found, names, strict=True)]
    return remarks


def _gap(kind: GapKind, name: str) -> str:
    match kind:
        case GapKind.NOT_RATED:
            return _("目標「%(name)s」の評価がありません。", name=name)
        case GapKind.DISPUTED:
            return _("目標「%(name)s」の評価が分かれています。進行役が決めてください。", name=name)
        case GapKind.WHY_MISSING:
            return _("目標「%(name)s」の評価の理由を一言書いてください。", name=name)
        case GapKind.ATTENDANCE_UNDECIDED:
            return _("%(name)sさんの出欠が未記入です。", name=name)
        case GapKind.EXCUSE_MISSING:
            return _("%(name)sさんの免除の理由がありません。", name=name)
        case GapKind.CRITERION_OPEN:
            return _("評価の観点「%(name)s」が未記入です。", name=name)
        case GapKind.NO_FINDINGS:
            return _("気付きがまだありません。")
        case GapKind.TASK_NOT_RECORDED:
            return _("作業「%(name)s」が終わったかどうかが記録されていません。", name=name)


def _many_gaps(kind: GapKind, count: int) -> str:
    match kind:
        case GapKind.NOT_RATED:
            return ngettext("%(num)s個の目標の評価がありません。", "%(num)s個の目標の評価がありません。", count)
        case GapKind.DISPUTED:
            return ngettext(
                "%(num)s個の目標の評価が分かれています。進行役が決めてください。",
                "%(num)s個の目標の評価が分かれています。進行役が決めてください。",
                count,
            )
        case GapKind.WHY_MISSING:
            return ngettext(
                "%(num)s個の目標に、評価の理由を一言書いてください。",
                "%(num)s個の目標に、評価の理由を一言書いてください。",
                count,
            )
        case GapKind.ATTENDANCE_UNDECIDED:
            return ngettext("%(num)s人の出欠が未記入です。", "%(num)s人の出欠が未記入です。", count)
        case GapKind.EXCUSE_MISSING:
            return ngettext("%(num)s人の免除の理由がありません。", "%(num)s人の免除の理由がありません。", count)
        case GapKind.CRITERION_OPEN:
            return ngettext("%(num)s個の評価の観点が未記入です。", "%(num)s個の評価の観点が未記入です。", count)
        case GapKind.NO_FINDINGS:
            return _gap(kind, "")
        case GapKind.TASK_NOT_RECORDED:
            return ngettext(
                "%(num)s個の作業が終わったかどうかが記録されていません。",
                "%(num)s個の作業が終わったかどうかが記録されていません。",
                count,
            )


def preflight_remarks(items: Sequence[PreflightItem], scenario: ScenarioContent) -> list[Remark]:
    """What to look at before the start; many people without mail are one line, in the place of the first of them."""
    without_mail = tuple(item.subject for item in items if item.kind is PreflightKind.NO_ADDRESS)
    remarks = [
        Remark(item.blocking, _preflight(item, scenario))
        for item in items
        if item.kind is not PreflightKind.NO_ADDRESS or len(without_mail) <= ONE_BY_ONE
    ]
    if len(without_mail) > ONE_BY_ONE:
        sentence = ngettext(
            "%(num)s人はメールアドレスがありません。訓練のページで、紙の案内を作れます。",
            "%(num)s人はメールアドレスがありません。訓練のページで、紙の案内を作れます。",
            len(without_mail),
        )
        remarks.append(Remark(False, sentence, without_mail))
    return remarks


def _preflight(item: PreflightItem, scenario: ScenarioContent) -> str:
    size, language = scenario.recommended_group_size, current_language()
    match item.kind:
        case PreflightKind.NOT_AHEAD:
            return _("この訓練は、もう予定ではありません。")
        case PreflightKind.RUN_GOING:
            return _("この訓練は、すでに開始の画面が開いています。")
        case PreflightKind.NO_PLAYERS:
            return _("参加者がいません。")
        case PreflightKind.NO_DEPUTY:
            return _("進行役の代理が決まっていません。")
        case PreflightKind.OTHER_DAY:
            return _("予定の日は今日ではありません。")
        case PreflightKind.TOO_FEW:
            return _("参加者が、このシナリオの目安（%(min)s〜%(max)s人）より少なめです。", min=size.min, max=size.max)
        case PreflightKind.TOO_MANY:
            return _("参加者が、このシナリオの目安（%(min)s〜%(max)s人）より多めです。", min=size.min, max=size.max)
        case PreflightKind.NOBODY_PLAYS:
            return _("「%(role)s」の役を担当する人がいません。", role=role_names(scenario, (item.subject,), language))
        case PreflightKind.NOBODY_COUNTS:
            return _(
                "点呼をする人がいません。「%(role)s」の役を担当する人を決めてください。",
                role=role_names(scenario, tuple(sorted(headcount_roles(scenario))), language),
            )
        case PreflightKind.NO_HEADCOUNT_TASK:
            return _(
                "このシナリオには、点呼を終えるまでの時間を測る作業がありません。点呼はできますが、時間は残りません。"
            )
        case PreflightKind.NO_PLACE:
            return _("集合場所が決まっていません。")
        case PreflightKind.NO_ROLE:
            return ngettext(
                "役のない参加者が%(num)s人います。全員あての状況と点呼だけに関わります。",
                "役のない参加者が%(num)s人います。全員あての状況と点呼だけに関わります。",
                item.count,
            )
        case PreflightKind.NO_ADDRESS:
            return _(
                "%(name)sさんはメールアドレスがありません。訓練のページで、紙の案内を作れます。", name=item.subject
            )
