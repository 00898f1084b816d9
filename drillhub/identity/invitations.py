"""Letting a person of the register sign in: a one-time link by mail, or on a slip of paper where there is no mail."""

from collections.abc import Callable
from datetime import datetime

from drillhub import notifications
from drillhub.audit import Actor
from drillhub.core.i18n import _, use_language
from drillhub.identity import queries, register, services
from drillhub.identity.errors import AdministratorOnly, PersonHasLeft
from drillhub.identity.models import Person, PersonStatus
from drillhub.identity.roles import Role
from drillhub.notifications import Message


def invite_by_mail(
    person_id: int, *, address_of: Callable[[str], str], giver_roles: frozenset[Role], by: Actor, at: datetime
) -> bool:
    """Send a link with which somebody sets a password; older links die. False when they have no mail address.

    address_of: makes the address of the page from the link's token. Raises as `invite_on_paper`.
    """
    person = _who_may_be_invited(person_id, giver_roles)
    if not person.email:
        return False
    address = address_of(services.invite(person, by=by, at=at))
    with use_language(person.language):
        notifications.queue(
            Message(
                kind="activation",
                to_address=person.email,
                person_id=person.id,
                subject=_("DrillHub のサインインの案内"),
                body=_body(person, address),
                dedupe_key=f"activation:{person.id}:{at.isoformat()}",
            ),
            at=at,
        )
    return True


def invite_on_paper(person_id: int, *, giver_roles: frozenset[Role], by: Actor, at: datetime) -> str:
    """The token of a link to print and hand over; older links die. It cannot be read again.

    Raises NotFound, PersonHasLeft, AdministratorOnly: whoever issues a link could use it, so only an administrator
    issues one for an administrator.
    """
    return services.invite(_who_may_be_invited(person_id, giver_roles), by=by, at=at)


def _who_may_be_invited(person_id: int, giver_roles: frozenset[Role]) -> Person:
    person = register.find_person(person_id)
    if person.status is PersonStatus.LEFT:
        raise PersonHasLeft(name=person.name)
    if Role.ADMINISTRATOR in register.assigned_roles(person_id) and Role.ADMINISTRATOR not in giver_roles:
        raise AdministratorOnly()
    return person


def _body(person: Person, address: str) -> str:
    hours = int(services.ACTIVATION_LIFETIME.total_seconds() // 3600)
    text = _(
        "%(name)s 様\n\n"
        "%(organisation)s の防災訓練に使う DrillHub の案内です。\n"
        "次のリンクを開いて、パスワードを設定してください。リンクは%(hours)s時間、1回だけ使えます。\n\n"
        "%(address)s\n\n"
        "心当たりがない場合は、総務の担当者にご連絡ください。",
        name=person.name,
        organisation=queries.organisation().name,
        hours=hours,
        address=address,
    )
    return str(text)
