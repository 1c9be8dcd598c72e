"""What a title before a name tells of somebody."""

from functools import lru_cache

from workshop.domain.names import prefix_key

WOMEN = frozenset((
    "นาง", "นางสาว", "เด็กหญิง", "ด.ญ", "คุณหญิง", "ท่านผู้หญิง", "แพทย์หญิง", "พญ", "ทันตแพทย์หญิง", "ทพญ",
    "เภสัชกรหญิง", "ภญ", "สพ.ญ", "mrs", "ms", "miss",
))  # fmt: skip
MEN = frozenset(("นาย", "เด็กชาย", "ด.ช", "นายแพทย์", "นพ", "mr"))
"""Titles, without their last full stop, that people of one gender only bear."""


@lru_cache(maxsize=1_000)
def gender_told(prefix: str) -> str:
    """`woman` or `man` where a title says so; empty for a rank, a degree, or none."""
    key = prefix_key(prefix).rstrip(".")
    return "woman" if key in WOMEN else "man" if key in MEN else ""
