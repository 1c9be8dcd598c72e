"""Has texts taken apart by `child.py`, and remembers them: a text is parted once per process."""

import hashlib
import json
import subprocess
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from pathlib import Path

from workshop.domain import processes

CHILD = Path(__file__).with_name("child.py")
SECONDS = 30
MOST_KEPT = 20_000
Words = tuple[str, ...]


class UnpartedError(Exception):
    """The child did not answer; nothing can be said of words now."""


class Parting:
    """Texts and their words, the least used ones forgotten."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[bytes, Words] = OrderedDict()
        self._one_at_a_time = threading.Lock()

    def words(self, texts: Sequence[str], dictionary: Iterable[str]) -> list[Words]:
        """The words of each text; `dictionary` holds names that stay whole.

        Only what was never parted with this dictionary starts the child, one at a time, so that
        memory stays bounded. Raises UnpartedError.
        """
        names = sorted({name for name in dictionary if name.strip()})
        salt = hashlib.blake2b("\n".join(names).encode("utf-8", "replace"), digest_size=16).digest()
        keys = [_key(salt, text) for text in texts]
        with self._one_at_a_time:
            missing = {
                key: text for key, text in zip(keys, texts, strict=True) if key not in self._kept
            }
            found = dict(zip(missing, _parted(list(missing.values()), names), strict=True))
            here = {key: found[key] if key in found else self._kept[key] for key in keys}
            self._kept.update(here)
            for key in here:
                self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return [here[key] for key in keys]


def _key(salt: bytes, text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16, key=salt).digest()


def _parted(texts: list[str], names: list[str]) -> list[Words]:
    if not texts:
        return []
    asked = json.dumps({"texts": texts, "dictionary": names})
    try:
        done = processes.run(
            [str(CHILD)],
            given=asked.encode(),
            seconds=SECONDS,
            environment={"PYTHAINLP_READ_ONLY": "1"},
        )
        done.check_returncode()
        found = [tuple(words) for words in json.loads(done.stdout)]
    except (subprocess.SubprocessError, OSError, ValueError) as error:
        raise UnpartedError from error
    if len(found) != len(texts):
        raise UnpartedError
    return found
