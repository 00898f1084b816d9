"""A2 and the rules of passwords."""

import pytest

from drillhub.identity import passwords
from drillhub.identity.errors import PasswordTooCommon, PasswordTooShort
from drillhub.identity.roles import Role

EMPLOYEE = {Role.EMPLOYEE}
OFFICE = {Role.EMPLOYEE, Role.GENERAL_AFFAIRS}


@pytest.mark.parametrize(
    ("password", "roles"),
    [
        pytest.param("midori-2", EMPLOYEE, id="eight characters for one's own data"),
        pytest.param("midori no hashi wo wataru", OFFICE, id="a phrase for those who see other people's data"),
        pytest.param("ひみつのことばは長くする方がよい", OFFICE, id="any script counts by characters"),
        pytest.param("correct horse battery " * 8, OFFICE, id="long ones are accepted"),
    ],
)
def test_a_good_password_is_accepted(password: str, roles: set[Role]) -> None:
    passwords.check(password, roles=roles)
    assert passwords.matches(password, passwords.make_hash(password))


@pytest.mark.parametrize(
    ("password", "roles"),
    [
        pytest.param("midori2", EMPLOYEE, id="seven characters"),
        pytest.param("midori no hashi"[:14], OFFICE, id="fourteen for someone who sees other people's data"),
    ],
)
def test_a_password_must_be_long_enough_for_the_role(password: str, roles: set[Role]) -> None:
    with pytest.raises(PasswordTooShort):
        passwords.check(password, roles=roles)


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("password123", id="a common one"),
        pytest.param("aoba-0103", id="company code and employee number"),
        pytest.param("aaaaaaaaaaaa", id="one character again and again"),
        pytest.param("ｐａｓｓｗｏｒｄ１２３", id="a common one in full width"),
    ],
)
def test_a_password_that_others_would_guess_is_refused(password: str) -> None:
    with pytest.raises(PasswordTooCommon):
        passwords.check(password, roles=EMPLOYEE, context=["aoba", "0103"])


def test_a2_the_hash_is_argon2id_with_19_mib_and_two_passes() -> None:
    assert passwords.make_hash("midori-no-hashi").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a4_an_account_that_does_not_exist_takes_the_same_path_and_says_no() -> None:
    assert passwords.matches("anything", None) is False


def test_a_hash_made_with_weaker_settings_is_due_for_renewal() -> None:
    weak = "$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$3Yl1iXW6Zp8Rfy9YoTSvT0Q2MKzQ5bXb0zJwAH3JXpU"
    assert passwords.is_outdated(weak)
    assert not passwords.is_outdated(passwords.make_hash("midori-no-hashi"))
