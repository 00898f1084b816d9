"""Sites: list, add, change."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.errors import Invalid
from drillhub.core.i18n import _
from drillhub.identity import register, register_queries
from drillhub.identity.models import Site
from drillhub.identity.register import SiteDetails
from drillhub.web.doors import actor, requires, takes, writes
from drillhub.web.people.blueprint import KEEPERS, bp
from drillhub.web.people.forms import SiteForm


@bp.get("/sites")
@requires(*KEEPERS)
def sites() -> ResponseReturnValue:
    return render_template("people/sites.html", sites=register_queries.sites())


@bp.get("/sites/new")
@requires(*KEEPERS)
def new_site() -> ResponseReturnValue:
    return render_template("people/site.html", form=SiteForm(), site=None)


@bp.post("/sites")
@requires(*KEEPERS)
@takes(SiteForm)
@writes
def add_site() -> ResponseReturnValue:
    return _save(SiteForm(), lambda details: register.add_site(details, by=actor(), at=clock.now()), site=None)


@bp.get("/sites/<int:site_id>")
@requires(*KEEPERS)
def edit_site(site_id: int) -> ResponseReturnValue:
    site = register.find_site(site_id)
    return render_template("people/site.html", form=SiteForm(obj=site), site=site)


@bp.post("/sites/<int:site_id>")
@requires(*KEEPERS)
@takes(SiteForm)
@writes
def change_site(site_id: int) -> ResponseReturnValue:
    site = register.find_site(site_id)
    return _save(
        SiteForm(), lambda details: register.change_site(site_id, details, by=actor(), at=clock.now()), site=site
    )


def _save(form: SiteForm, save: Callable[[SiteDetails], Site], *, site: Site | None) -> ResponseReturnValue:
    if form.validate():
        try:
            save(form.value())
        except Invalid as error:
            form.accept_errors(error)
        else:
            flash(_("拠点を保存しました。"))
            return redirect(url_for(".sites"), 303)
    return render_template("people/site.html", form=form, site=site, has_errors=True), 422
