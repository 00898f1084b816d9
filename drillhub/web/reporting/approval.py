"""Approving a report: it is frozen as an edition."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.errors import Invalid
from drillhub.core.i18n import _
from drillhub.reporting import editions
from drillhub.reporting.errors import ReportChanged
from drillhub.reporting.report_types import ANNUAL
from drillhub.web.doors import actor, requires, takes, today, writes
from drillhub.web.reporting.annual import ApprovalForm, annual_page
from drillhub.web.reporting.blueprint import APPROVERS, bp, language, period_of


@bp.post("/annual/<int:year>/approval")
@requires(*APPROVERS)
@takes(ApprovalForm, "seen")
@writes
def approve(year: int) -> ResponseReturnValue:
    """Freeze what the approver was shown; what has changed since then has to be looked at first."""
    period, form = period_of(year), ApprovalForm()
    if not form.validate():
        return annual_page(period, approval_form=form), 422
    try:
        edition = editions.approve(
            ANNUAL,
            period,
            language=language(),
            seen=request.form.get("seen", ""),
            reason=form.reason.data or "",
            today=today(),
            by=actor(),
            at=clock.now(),
        )
    except Invalid as error:
        form.accept_errors(error)
        return annual_page(period, approval_form=form), 422
    except ReportChanged as error:
        form.form_errors.append(str(error))
        return annual_page(period, approval_form=form), 409
    flash(_("報告書を承認しました（第%(number)s版）。", number=edition.number))
    return redirect(url_for(".edition", year=year, number=edition.number), 303)
