"""What the fields of a plan must be true of each other. Sources: the official guidance on 事業継続力強化計画.

The same checks hold for files and for pages: what is entered by hand cannot be less sound than what is imported.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from drillhub.core.i18n import _l
from drillhub.documents.problems import Fault
from drillhub.planning.content import PlanContent
from drillhub.planning.models import CommitmentKind

LONGEST_MONTHS: Final = 36  # 実施期間 is three years at most
# The plan must name a month for these (mandatory in applications since December 2025).
NEED_MONTHS: Final = frozenset({CommitmentKind.TRAINING_EDUCATION, CommitmentKind.PLAN_REVIEW})


def check(content: PlanContent) -> Iterator[Fault]:
    """Every rule that a plan breaks, with the place of the value."""
    yield from _period(content)
    if content.is_joint and not content.partners:
        yield Fault(("partners",), _l("連携型の計画には、連携する会社の名前を書いてください。"))
    yield from _once("items", [each.item.value for each in content.items], "item")
    yield from _once("hazards", [each.hazard.value for each in content.hazards], "hazard")
    yield from _once("commitments", [each.code for each in content.commitments], "code")
    for index, promise in enumerate(content.commitments):
        place = ("commitments", index)
        if promise.kind in NEED_MONTHS and not promise.planned_months:
            yield Fault((*place, "planned_months"), _l("実施予定月を書いてください。訓練・教育と見直しには必要です。"))
        if promise.kind is CommitmentKind.MEASURE and promise.planned_months:
            yield Fault((*place, "planned_months"), _l("対策には、実施予定月ではなく期限を書いてください。"))
        if promise.kind is not CommitmentKind.MEASURE and promise.due is not None:
            yield Fault((*place, "due"), _l("期限を書けるのは対策だけです。毎年の取組には実施予定月を書いてください。"))
        if promise.due is not None and not content.period.first <= promise.due <= content.period.last:
            yield Fault((*place, "due"), _l("期限は実施期間の中の年月にしてください。"))


def _period(content: PlanContent) -> Iterator[Fault]:
    period, certified_on = content.period, content.certificate.certified_on
    if period.last <= period.first:
        yield Fault(("period", "last"), _l("実施期間の終わりは、始まりより後の年月にしてください。"))
    elif period.months > LONGEST_MONTHS:
        yield Fault(("period", "last"), _l("実施期間は3年までです。終わりの年月を確かめてください。"))
    if certified_on is not None and certified_on > period.last_day:
        yield Fault(("certificate", "certified_on"), _l("認定日が実施期間の終わりより後です。日付を確かめてください。"))


def _once(field: str, values: list[str], key: str) -> Iterator[Fault]:
    counted: Counter[str] = Counter()
    for index, value in enumerate(values):
        counted[value] += 1
        if counted[value] == 2:
            yield Fault((field, index, key), _l("「%(value)s」が2回書かれています。1つにしてください。", value=value))
