"""A small plan file for the tests."""

from drillhub.audit import OPERATOR
from drillhub.core.fiscal_year import FiscalYear
from drillhub.planning.content import PlanContent
from drillhub.planning.plan_file import read_plan
from drillhub.programme import rules
from drillhub.programme.cadence_file import standard_rules
from drillhub.programme.rules import RuleEntry
from tests.drills.build import at

PLAN = """\
schema_version: 1
title: 青葉精工の計画
company: {name: 株式会社青葉精工, representative: 青葉 隆志}
certificate: {number: 関東00号, certified_on: 2026-03-15}
period: {first: 2026-04, last: 2029-03}
hazards: [{hazard: earthquake}]
items: [{item: "3(1)", text: 揺れたら止める}]
structure: 社長が責任者
commitments:
  - {code: C01, item: "3(5)", kind: training_education, text: 訓練をする, planned_months: [10, 6]}
  - {code: C02, item: "3(5)", kind: plan_review, text: 見直す, planned_months: [3]}
  - {code: C03, item: "3(5)", kind: internal_communication, text: 知らせる, planned_months: [4]}
  - {code: C04, item: "3(2)B", kind: measure, text: 設備を固定する, due: 2026-09}
"""


def changed(before: str, after: str) -> str:
    assert before in PLAN, before
    return PLAN.replace(before, after)


def content(text: str = PLAN) -> PlanContent:
    reading = read_plan("plan.yaml", text.encode())
    assert reading.content is not None, [str(problem) for problem in reading.problems]
    return reading.content


def use_only(*rule_ids: str, since: FiscalYear) -> None:
    """Turn off every rule of the company but these, from a fiscal year on. Inside a transaction."""
    for rule in standard_rules():
        if rule.default_on and rule.id not in rule_ids:
            off = RuleEntry(is_on=False, per_year=rule.per_year or None, days=rule.days)
            rules.choose(rule.id, None, off, since, seen=0, by=OPERATOR, at=at(0))
