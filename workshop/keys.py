"""Secrets that live outside the database: keys of links, of second factors, of answers."""

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

KEY_BYTES = 32
LINK_MAC_BYTES = 20  # 160 bits
NUMBER_BYTES = 5
MARK_BYTES = 9
MOST_NUMBERS = 2**31  # what a database keeps as a row's number
TOKEN_LENGTH = 34  # characters of base64 for the code and the number
NONCE_BYTES = 16
MOST_SEALED = 32  # bytes


class AnswerKeyDestroyed(Exception):  # noqa: N818  a state, not a failure
    """The workshop is closed for good; no answer can be tied to a person any more."""


class Keys:
    """The folder of keys; several hosts of one installation share it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._cache: dict[str, bytes] = {}

    def link_key(self) -> bytes:
        return self._made_once("link.key")

    def second_key(self) -> bytes:
        """What makes the stored second factors of staff useful; without it all need a new one."""
        return self._made_once("second-factor.key")

    def make_answer_key(self, uid: str) -> None:
        """Made with the workshop; afterwards only read."""
        self._made_once(f"answers-{uid}.key")

    def answer_key(self, uid: str) -> bytes:
        """Raises AnswerKeyDestroyed once the workshop was closed for good."""
        name = f"answers-{uid}.key"
        if not os.path.exists(f"{self.folder}/{name}"):  # asked with every answer
            self._cache.pop(name, None)
            raise AnswerKeyDestroyed(uid)
        return self._read(name)

    def destroy_answer_key(self, uid: str) -> None:
        """Overwrites and removes the key; repeated calls do nothing."""
        name = f"answers-{uid}.key"
        file = self.folder / name
        self._cache.pop(name, None)
        if not file.exists():
            return
        with file.open("r+b") as opened:
            opened.write(secrets.token_bytes(KEY_BYTES))
            opened.flush()
            os.fsync(opened.fileno())
        file.unlink()

    def _read(self, name: str) -> bytes:
        if name not in self._cache:
            self._cache[name] = (self.folder / name).read_bytes()
        return self._cache[name]

    def _made_once(self, name: str) -> bytes:
        if name in self._cache:
            return self._cache[name]
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = self.folder / name
        draft = self.folder / f".{name}.{secrets.token_hex(6)}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as made:
            made.write(secrets.token_bytes(KEY_BYTES))
            made.flush()
            os.fsync(made.fileno())
        try:
            os.link(draft, file)  # atomic, and never over a key that another process made
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        return self._read(name)


def author_key(answer_key: bytes, *, person_id: int, form_id: int) -> bytes:
    """What an answer is filed under: HMAC-SHA-256 of person and form, 32 bytes."""
    return hmac.digest(answer_key, f"answer:{person_id}:{form_id}".encode(), "sha256")


def paper_key(answer_key: bytes, *, submission_id: str, form_id: int) -> bytes:
    """The same for a paper without a name: nobody's, but one record however often it is sent."""
    return hmac.digest(answer_key, f"paper:{submission_id}:{form_id}".encode(), "sha256")


def link_token(link_key: bytes, *, person_id: int, link_version: int) -> str:
    """The token of a personal link; the same input gives the same token, so it can be reprinted.

    34 characters. The number inside is hidden, so a token tells neither how many people there are
    nor which of them has it; negative numbers are those of proposed changes.
    """
    return _token(link_key, f"link:{person_id}:{link_version}", person_id)


def invitation_token(link_key: bytes, *, invitee_id: int, link_version: int, code: str) -> str:
    """The token of an invitation: of the same look, and never good for a personal link.

    code: the invitee's short code, so that nobody who gets a number again gets its link too.
    """
    return _token(link_key, f"invitation:{invitee_id}:{link_version}:{code}", invitee_id)


def link_person_id(link_key: bytes, token: str) -> int | None:
    """The number a link of either kind claims to belong to; None when it is no token at all."""
    if len(token) != TOKEN_LENGTH or not token.isascii():
        return None
    try:
        raw = base64.b64decode(token + "==", altchars=b"-_", validate=True)
    except ValueError:
        return None
    mac, hidden = raw[:LINK_MAC_BYTES], raw[LINK_MAC_BYTES:]
    number = int.from_bytes(_hidden(link_key, mac, hidden), "big", signed=True)
    return number if 0 < abs(number) < MOST_NUMBERS else None


def person_mark(link_key: bytes, *, person_id: int) -> str:
    """Tells people of one browser apart, 12 characters; nobody learns the number behind it."""
    mac = hmac.digest(link_key, f"browser:{person_id}".encode(), "sha256")
    return base64.urlsafe_b64encode(mac[:MARK_BYTES]).decode()


def link_is_genuine(link_key: bytes, token: str, *, person_id: int, link_version: int) -> bool:
    """Compared in constant time."""
    expected = link_token(link_key, person_id=person_id, link_version=link_version)
    return same_token(expected, token)


def same_token(expected: str, token: str) -> bool:
    """Compared in constant time, whatever was sent."""
    return hmac.compare_digest(expected.encode(), token.encode("utf-8", "surrogatepass"))


def _token(link_key: bytes, signed: str, number: int) -> str:
    """The code of what is signed, then the hidden number, as text."""
    mac = hmac.digest(link_key, signed.encode(), "sha256")[:LINK_MAC_BYTES]
    hidden = _hidden(link_key, mac, number.to_bytes(NUMBER_BYTES, "big", signed=True))
    return base64.urlsafe_b64encode(mac + hidden).decode().rstrip("=")


def _hidden(link_key: bytes, mac: bytes, number: bytes) -> bytes:
    """A number masked by what only the key and this token's own code give; undoes itself."""
    mask = hmac.digest(link_key, b"number:" + mac, "sha256")
    return bytes(a ^ b for a, b in zip(number, mask, strict=False))


def sealed(key: bytes, secret: bytes, *, account_id: int) -> bytes:
    """A secret of at most 32 bytes as it may be stored: a backup of the database tells nothing.

    A random nonce, then the secret under a keystream of HMAC-SHA-256 of account and nonce. That is
    enough for a few random bytes, each under a nonce of its own; it hides and does not sign.
    """
    if len(secret) > MOST_SEALED:
        raise ValueError(f"at most {MOST_SEALED} bytes can be sealed")
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _under_stream(key, secret, nonce, account_id)


def unsealed(key: bytes, stored: bytes, *, account_id: int) -> bytes:
    """The secret again; with another key or for another account, bytes that mean nothing."""
    nonce, hidden = stored[:NONCE_BYTES], stored[NONCE_BYTES:]
    return _under_stream(key, hidden, nonce, account_id)


def _under_stream(key: bytes, text: bytes, nonce: bytes, account_id: int) -> bytes:
    stream = hmac.digest(key, f"second:{account_id}:".encode() + nonce, "sha256")
    return bytes(a ^ b for a, b in zip(text, stream, strict=False))


def recovery_hash(key: bytes, code: str, *, account_id: int) -> str:
    """What a recovery code is kept as: it cannot be tried out on a stolen backup either."""
    return hmac.digest(key, f"recovery:{account_id}:{code}".encode(), "sha256").hex()


def fingerprint(text: str) -> bytes:
    """SHA-256 of a secret that is random enough to be kept as a plain hash, 32 bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
