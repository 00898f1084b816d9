"""Passwords: how long, which are refused, and how they are kept.

Lengths follow ASVS 5.0 (6.2): at least 8 characters for people who see only their own data, at least 15 for
everyone else as long as there is no second factor; 128 and more accepted; no composition rules, no expiry.
"""

import threading
import unicodedata
from collections.abc import Iterable
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from drillhub.identity.errors import PasswordTooCommon, PasswordTooShort
from drillhub.identity.roles import Role, sees_other_people

MINIMUM_FOR_OWN_DATA: Final = 8
MINIMUM_FOR_OTHERS_DATA: Final = 15
MAXIMUM: Final = 1000  # characters; beyond it hashing would be a way to keep the server busy

_COMMON: Final = frozenset(
    """password passw0rd 12345678 123456789 1234567890 11111111 00000000 qwertyuiop qwerty123 iloveyou
    abcdefgh abcd1234 asdfghjk sunshine princess football baseball welcome1 letmein1 dragon123
    bousai119 bousaibousai anpikakunin kunren119 password1 password123 administrator changeme""".split()
)
_CONTEXT: Final = ("防災", "訓練", "drillhub", "anpi", "password")

# 19 MiB, two passes, one lane (OWASP's floor for argon2id). The library's default takes 64 MiB a call; with 16
# threads a rush of sign-ins would take a GiB. The semaphore bounds memory and keeps processor time for others.
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_at_once = threading.BoundedSemaphore(4)


def minimum_length(roles: Iterable[Role]) -> int:
    """Characters a password must have for someone in these roles."""
    return MINIMUM_FOR_OTHERS_DATA if sees_other_people(roles) else MINIMUM_FOR_OWN_DATA


def check(password: str, *, roles: Iterable[Role], context: Iterable[str] = ()) -> None:
    """Refuse a password that is too short or easily guessed. Raises PasswordTooShort, PasswordTooCommon.

    context: words an outsider would try first, such as the organisation's code and the employee number.
    """
    minimum = minimum_length(roles)
    if len(password) < minimum:
        raise PasswordTooShort("password", minimum=minimum)
    plain = unicodedata.normalize("NFKC", password).casefold()
    guesses = {word.casefold() for word in (*context, *_CONTEXT) if len(word) >= 2}
    rest = plain
    for guess in sorted(guesses, key=len, reverse=True):
        rest = rest.replace(guess, "")
    if plain in _COMMON or len(set(plain)) < 4 or len(rest) < min(4, len(plain)) or len(plain) > MAXIMUM:
        raise PasswordTooCommon("password")


def make_hash(password: str) -> str:
    """argon2id hash of a password; about 26 ms, so call it outside transactions."""
    with _at_once:
        return _hasher.hash(password)


def matches(password: str, password_hash: str | None) -> bool:
    """Whether the password belongs to the hash. Without a hash it takes as long and says no."""
    with _at_once:
        try:
            return _hasher.verify(password_hash or _NOBODY, password[:MAXIMUM]) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker settings and should be made again at this sign-in."""
    return _hasher.check_needs_rehash(password_hash)


# Verified in place of a missing account, so that known and unknown names take the same time.
_NOBODY = _hasher.hash("nobody has this password")
