"""Takes texts apart into words in a process of its own, whose dictionary goes when it ends.

Reads {"texts": [text], "dictionary": [word]} as JSON from standard input and writes a list of
words for each text. Thai is parted by pythainlp's word list and the dictionary, so that a name in
it stays whole; English by its spaces. Run by path, so that nothing else is imported.
"""

import json
import re
import sys

from pythainlp.corpus import thai_stopwords, thai_words
from pythainlp.tokenize.newmm import segment
from pythainlp.util import Trie

LONGEST = 5_000
"""Characters of a text that are looked at."""
ENGLISH = frozenset(
    """about after again all also and any are because been before being between both but can
    cannot could did does doing down during each few for from further had has have having her here
    hers him his how into its itself just let many may more most much must need needs nor not now
    off once one only other our ours out over own per same shall she should since some still such
    than that the their theirs them then there these they this those through too under until upon
    use used very want was well were what when where which while who whom why will with within
    without would yet you your yours""".split()  # noqa: SIM905  as one reads them
)
"""Words that say nothing of a subject."""
NEWER = ("แอป", "แอปพลิเคชัน", "ไอที", "เน็ต", "สตาร์ทอัพ", "คลาวด์", "ไซเบอร์", "ดิจิทัล")
"""Everyday words of this field that the word list lacks."""
_WORD = re.compile(r"[^\W\d_][\w\u0e31-\u0e4e&.'-]*[\w\u0e31-\u0e4e]")
"""Two letters at least, none of them a digit at first; Thai vowel and tone marks are no \\w."""


def main() -> None:
    asked = json.load(sys.stdin.buffer)
    names = {name.casefold() for name in asked["dictionary"]}
    known = Trie([*thai_words(), *NEWER, *names])
    stop = frozenset(thai_stopwords()) | ENGLISH
    parted = [_words(text[:LONGEST].casefold(), known, names, stop) for text in asked["texts"]]
    sys.stdout.buffer.write(json.dumps(parted).encode())


def _words(text: str, known: Trie, names: set[str], stop: frozenset[str]) -> list[str]:
    parts = segment(text, custom_dict=known, safe_mode=len(text) > 1_000)
    return [part for part in parts if part in names or (_WORD.fullmatch(part) and part not in stop)]


if __name__ == "__main__":
    main()
