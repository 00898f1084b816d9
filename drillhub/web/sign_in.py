"""Signing in and out, and activating an account by its one-time link."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user
from wtforms import PasswordField, StringField
from wtforms.validators import Email, Optional

from drillhub.core import clock
from drillhub.core.errors import Invalid
from drillhub.core.i18n import _, _l
from drillhub.core.transactions import transaction
from drillhub.identity import passwords, queries, services, sign_in
from drillhub.identity.errors import SignInRefused, SignInSlowed
from drillhub.identity.models import LinkPurpose
from drillhub.identity.sign_in import SignedIn, SignInName
from drillhub.web.doors import by_link, link, me, public, signed_in, takes
from drillhub.web.extensions import SessionUser, limiter
from drillhub.web.forms import Form, at_most, required, strip
from drillhub.web.language import own_page

bp = Blueprint("sign_in", __name__)


class SignInForm(Form):
    company_code = StringField(_l("会社コード"), [at_most(40)], filters=[strip])
    name = StringField(_l("社員番号かメールアドレス"), [required(), at_most(254)], filters=[strip])
    password = PasswordField(_l("パスワード"), [required()])

    def value(self) -> SignInName:
        return SignInName(self.name.data or "", self.company_code.data or "")


class ActivationForm(Form):
    email = StringField(
        _l("メールアドレス"),
        [Optional(), at_most(254), Email(_l("メールアドレスの形を確かめてください。"))],
        filters=[strip],
    )
    password = PasswordField(_l("パスワード"), [required()])


@bp.get("/sign-in")
@public
def form() -> ResponseReturnValue:
    return render_template("sign_in/form.html", form=SignInForm())


@bp.post("/sign-in")
@public
@takes(SignInForm)
@limiter.limit("30/minute")
def sign_in_now() -> ResponseReturnValue:
    """Check the password outside any transaction (it is slow on purpose), then start the session."""
    form = SignInForm()
    if not form.validate():
        return render_template("sign_in/form.html", form=form, has_errors=True), 422
    who, at, network = form.value(), clock.now(), request.remote_addr or ""
    try:
        sign_in.require_no_wait(who, network, at=at)
        person = _authenticate(who, form.password.data or "", network, at=at)
    except (SignInRefused, SignInSlowed) as error:
        form.form_errors.append(str(error))
        return render_template("sign_in/form.html", form=form, has_errors=True), error.status
    return redirect(own_page(request.args.get("next")) if person else url_for(".form"), 303)


def _authenticate(who: SignInName, password: str, network: str, *, at: datetime) -> SignedIn:
    account = sign_in.find_account(who, at=at)
    if not passwords.matches(password, account.password_hash if account else None) or account is None:
        with transaction():
            sign_in.note_failure(who, network, at=at)
        raise SignInRefused()
    new_hash = sign_in.hash_again(password, account)
    with transaction():
        sign_in.forget_failures(who, network)
        token = sign_in.start_session(account, device=request.user_agent.string, at=at, new_hash=new_hash)
    return _let_in(token, at=at)


def _let_in(token: str, *, at: datetime) -> SignedIn:
    person = sign_in.signed_in(token, at=at)
    if person is None:
        raise SignInRefused()
    session.clear()  # nothing from before the sign-in lives on in the new session
    session.permanent = True
    login_user(SessionUser(token, person))
    return person


@bp.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    with transaction():
        sign_in.end_sessions([me().person_id], at=clock.now(), only_session=me().session_id)
    logout_user()
    session.clear()
    flash(_("サインアウトしました。"))
    return redirect(url_for(".form"), 303)


@bp.get("/activate/<token>")
@by_link(LinkPurpose.ACTIVATION)
def activation(token: str) -> ResponseReturnValue:  # noqa: ARG001 - read by the access mark
    return _activation_page(ActivationForm(email=link().person.email))


@bp.post("/activate/<token>")
@by_link(LinkPurpose.ACTIVATION)
@takes(ActivationForm)
@limiter.limit("30/minute")
def activate(token: str) -> ResponseReturnValue:  # noqa: ARG001 - read by the access mark
    form = ActivationForm()
    if not form.validate():
        return _activation_page(form), 422
    at = clock.now()
    try:
        passwords.check(
            form.password.data or "",
            roles=queries.roles_of(link().person_id),
            context=[link().person.employee_number, link().person.family_name],
        )
        password_hash = passwords.make_hash(form.password.data or "")
        with transaction():
            person = services.activate(link(), password_hash, email=form.email.data or None, at=at)
            account = sign_in.Account(person.org_id, person.id, password_hash)
            session_token = sign_in.start_session(account, device=request.user_agent.string, at=at)
    except Invalid as error:
        form.accept_errors(error)
        return _activation_page(form), 422
    _let_in(session_token, at=at)
    flash(
        _(
            "パスワードを設定しました。次からは、会社コード %(code)s と社員番号 %(number)s でサインインできます。",
            code=queries.company_code(),
            number=person.employee_number,
        )
    )
    return redirect(url_for("home.page"), 303)


def _activation_page(form: ActivationForm) -> str:
    minimum = passwords.minimum_length(queries.roles_of(link().person_id))
    return render_template(
        "sign_in/activation.html",
        form=form,
        person=link().person,
        company_code=queries.company_code(),
        minimum=minimum,
        has_errors=bool(form.errors),
    )
