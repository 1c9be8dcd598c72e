"""The short codes on badges and papers: how they are drawn from, read and written."""

import unicodedata

CODE_LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"
"""Letters and digits that cannot be taken for one another."""
CODE_LENGTH = 6
MOST_TYPED = 100


def read_code(typed: str) -> str:
    """The code as stored, from any way to write it; empty when it cannot be one."""
    plain = unicodedata.normalize("NFKC", typed[:MOST_TYPED]).upper()
    code = "".join(
        str(unicodedata.decimal(one)) if one.isdecimal() else one for one in plain if one.isalnum()
    )
    return code if len(code) == CODE_LENGTH else ""


def spaced(code: str) -> str:
    """As people read it: "KQ7 M2R"."""
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}"
