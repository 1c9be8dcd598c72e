"""Common shortenings inside names of agencies, spelled out: to ask whether that is meant."""

import re

from workshop.domain.names import fold

_MOST = 8
"""Spellings of one name; some shortenings stand for more than one word."""

_LATIN: dict[str, tuple[str, ...]] = {
    r"dep'?t|dpt": ("department",),
    r"min|mins|minist": ("ministry",),
    r"off|ofc": ("office",),
    r"bur": ("bureau",),
    r"auth": ("authority",),
    r"admin|adm": ("administration",),
    r"nat'?l|nat": ("national",),
    r"int'?l|internat": ("international",),
    r"gov'?t|gov": ("government",),
    r"univ|uni": ("university",),
    r"comm|com": ("commission", "committee"),
    r"org": ("organization", "organisation"),
    r"inst": ("institute",),
    r"corp": ("corporation",),
    r"dev|devt|dev't": ("development",),
    r"div": ("division",),
    r"mgm?t|mgmnt": ("management",),
    r"tech": ("technology",),
    r"info": ("information",),
    r"prov": ("provincial",),
    r"sec|secr": ("secretariat", "secretary"),
    r"perm": ("permanent",),
    r"pub": ("public",),
    r"stat|stats": ("statistical", "statistics"),
    r"econ": ("economic",),
    r"agric?": ("agriculture", "agricultural"),
    r"co-?op": ("cooperative",),
    r"ass'?n|assoc": ("association",),
}
"""Whole words of Latin letters, with or without a dot behind them."""

_THAI: dict[str, tuple[str, ...]] = {
    r"(?:สนง|สน\.?ง)(?:\.|ฯ)?\s*": ("สำนักงาน",),
    r"^สำนักฯ\s*": ("สำนัก", "สำนักงาน"),
    r"^สนฯ\s*": ("สำนักงาน", "สำนัก"),
    r"^กท\.\s*": ("กระทรวง", "กระทรวงการ"),
    r"^ก\.\s*": ("กรม", "กระทรวง", "กระทรวงการ"),
    r"^กรมฯ\s*": ("กรม",),
    r"^กระทรวงฯ\s*": ("กระทรวง", "กระทรวงการ"),
    r"^(?:มหาลัย|มหาวิทยาลัยฯ|ม\.)\s*": ("มหาวิทยาลัย",),
    r"^รพ\.?\s*(?=[\u0e01-\u0e2e])": ("โรงพยาบาล",),
    r"^(?:ธ\.|ธนาคารฯ)\s*": ("ธนาคาร",),
    r"^(?:บ\.|บจ\.|บริษัทฯ)\s*": ("บริษัท",),
    r"^องค์การฯ\s*": ("องค์การ",),
    r"^สถาบันฯ\s*": ("สถาบัน",),
    r"(?:คกก|กก)\.\s*": ("คณะกรรมการ",),
    r"จ\.\s*(?=[\u0e01-\u0e2e])": ("จังหวัด",),
}

_HAS_LATIN = re.compile("[a-z]")
_LATIN_WORDS = (
    *(
        (re.compile(rf"(?<![a-z'])(?:{short})(?![a-z'])\.?\s*"), tuple(f"{one} " for one in words))
        for short, words in _LATIN.items()
    ),
    (re.compile(r"\s*&\s*"), (" and ",)),
)
_THAI_WORDS = tuple((re.compile(short), words) for short, words in _THAI.items())


def spelled_out(text: str) -> list[str]:
    """The name with whole words for its shortenings, in each way these can be read.

    Empty where nothing in it is one; never the text itself.
    """
    folded = fold(text[:400])
    found = [folded]
    for pattern, words in _LATIN_WORDS if _HAS_LATIN.search(folded) else _THAI_WORDS:
        if pattern.search(folded):
            found = [pattern.sub(word, one) for one in found for word in words][:_MOST]
    return [one for one in dict.fromkeys(found) if one != folded]
