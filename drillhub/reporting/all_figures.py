"""Every key figure of a period, whatever its records."""

from datetime import date

from drillhub.reporting import figures
from drillhub.reporting.drill_figures import drill_figures
from drillhub.reporting.education_figures import education_figures
from drillhub.reporting.figures import Figure
from drillhub.reporting.improvement_figures import improvement_figures
from drillhub.reporting.kpis import KPIS
from drillhub.reporting.period_records import PeriodRecords
from drillhub.reporting.periods import Period


def figures_of(records: PeriodRecords, period: Period, *, today: date) -> tuple[Figure, ...]:
    """One for each entry of the dictionary, in its order, compared with the period before."""
    measured = {
        **drill_figures(records.held, records.planned, records.windows, period, today=today),
        **education_figures(records.quizzes, period, today=today),
        **improvement_figures(records.proposals, period, people=records.people, today=today),
    }
    return tuple(measured.get(kpi.code) or figures.not_kept(kpi) for kpi in KPIS)
