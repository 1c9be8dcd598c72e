"""Passwords are kept as strongly as promised; other tests hash cheaply (see tests/conftest.py)."""

from argon2 import PasswordHasher

from workshop.accounts import passwords


def test_a_stolen_hash_costs_19_mebibytes_and_two_passes_a_guess():
    assert (passwords.PASSES, passwords.KIBIBYTES) == (2, 19 * 1024)
    hasher = PasswordHasher(
        time_cost=passwords.PASSES, memory_cost=passwords.KIBIBYTES, parallelism=1
    )
    kept = hasher.hash("a good long password")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.fits("a good long password", kept)
    assert not passwords.fits("another long password", kept)
