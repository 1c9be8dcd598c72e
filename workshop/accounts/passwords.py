"""Passwords: argon2id, slow on purpose, always outside a transaction."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10
LONGEST = 200
STRENGTH = {"time_cost": 2, "memory_cost": 19_456, "parallelism": 1}  # OWASP's least, 19 MiB
HASHER = PasswordHasher(**STRENGTH)


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
