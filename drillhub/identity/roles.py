"""Who may do what: the five roles of an organisation."""

import enum
from collections.abc import Iterable

from drillhub.core.i18n import LazyString, _l


class Role(enum.StrEnum):
    EMPLOYEE = "employee"
    TRAINER = "trainer"
    GENERAL_AFFAIRS = "general_affairs"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> LazyString:
        return _LABELS[self]


_LABELS = {
    Role.EMPLOYEE: _l("従業員"),
    Role.TRAINER: _l("訓練担当"),
    Role.GENERAL_AFFAIRS: _l("総務"),
    Role.APPROVER: _l("決裁者"),
    Role.ADMINISTRATOR: _l("管理者"),
}

# Roles that are given; being an employee is not given but follows from being in the register.
ASSIGNABLE = (Role.TRAINER, Role.GENERAL_AFFAIRS, Role.APPROVER, Role.ADMINISTRATOR)


def effective(assigned: Iterable[Role]) -> frozenset[Role]:
    """All roles a person acts in. Everyone is an employee; an administrator stands in for general affairs."""
    roles = {Role.EMPLOYEE, *assigned}
    if Role.ADMINISTRATOR in roles:
        roles.add(Role.GENERAL_AFFAIRS)
    return frozenset(roles)


def sees_other_people(roles: Iterable[Role]) -> bool:
    """Whether someone with these roles sees more than their own data; they need the longer password."""
    return bool(set(roles) - {Role.EMPLOYEE})
