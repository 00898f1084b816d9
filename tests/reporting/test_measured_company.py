"""The company that speed is measured on still comes about through the services, and is no empty one."""

from drillhub.reporting import annual
from drillhub.reporting.periods import fiscal_year
from tests.support.world import World
from tools import three_years

PEOPLE = 12


def test_each_of_its_years_has_drills_a_quiz_and_proposals_in_the_report(world: World) -> None:
    org = three_years.build(world, PEOPLE)
    for year in range(three_years.FIRST_YEAR, three_years.FIRST_YEAR + three_years.YEARS):
        period = fiscal_year(year, 4)
        with world.inside(org):
            report = annual.assemble(period, language="ja", today=period.last_day)
        counted = {figure.code: (figure.numerator, figure.denominator) for figure in report.figures}
        assert counted["K01"][0] == len(three_years.DRILL_MONTHS)
        assert counted["K19"] == (PEOPLE, PEOPLE)
        assert counted["K21"][0] == len(three_years.DRILL_MONTHS) * three_years.FINDINGS
