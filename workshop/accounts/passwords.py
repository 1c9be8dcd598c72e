"""Passwords: argon2id, slow on purpose, always outside a transaction."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10
LONGEST = 200
PASSES, KIBIBYTES = 2, 19_456  # OWASP's least
HASHER = PasswordHasher(time_cost=PASSES, memory_cost=KIBIBYTES, parallelism=1)


def hashed(password: str) -> str:
    """About 30 ms."""
    return HASHER.hash(password)


def fits(password: str, password_hash: str) -> bool:
    """Takes as long for an unknown account (empty hash) as for a known one."""
    try:
        return HASHER.verify(password_hash or _nobody(), password) and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return hashed("no account has this password")
