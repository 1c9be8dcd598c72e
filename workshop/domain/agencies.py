"""Which agency of the list somebody means by what they typed."""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Generic, TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA

from workshop.domain.beginnings import Beginnings, pieces, sides
from workshop.domain.names import fold, tidy
from workshop.domain.shortenings import spelled_out

T = TypeVar("T")


@dataclass(frozen=True)
class AgencyEntry:
    """One agency of a workshop's list; `roles` are the codes of its roles.

    aliases: other names it goes by, as good as its own.
    """

    id: int
    name_th: str = ""
    name_en: str = ""
    abbreviations: tuple[str, ...] = ()
    ministry_th: str = ""
    ministry_en: str = ""
    roles: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.name_th or self.name_en

    @property
    def ministry(self) -> str:
        return self.ministry_th or self.ministry_en


class How(StrEnum):
    NOTHING = "nothing"  # nothing was typed
    EXACT = "exact"  # a full name of the list
    VARIANT = "variant"  # an abbreviation, a shortened name, another spelling
    MINISTRY = "ministry"  # several fit, the ministry decided
    AMBIGUOUS = "ambiguous"  # several fit
    UNKNOWN = "unknown"  # none fits


@dataclass(frozen=True, slots=True)
class AgencyMatch:
    """`entry` is set for exact, variant and ministry; `options` are the several that fit.

    ministry_differs: the ministry that was typed is not the entry's.
    """

    how: How
    entry: AgencyEntry | None = None
    options: tuple[AgencyEntry, ...] = ()
    ministry_differs: bool = False


_OPENINGS = (
    "สำนักงาน", "กรม", "กระทรวง", "บริษัท", "บมจ", "บจก", "ธนาคาร", "officeofthe", "officeof",
    "departmentof", "thedepartmentof", "the", "ministryof", "bureauofthe", "bureauof",
)  # fmt: skip
_ENDINGS = (
    "(องค์การมหาชน)", "องค์การมหาชน", "จำกัด(มหาชน)", "จำกัดมหาชน", "จำกัด", "(มหาชน)", "มหาชน",
    "(publicorganization)", "(publicorganisation)", "publicorganization", "publiccompanylimited",
    "companylimited", "pcl", "coltd", "department", "office", "ltd", "plc",
)  # fmt: skip
_SHORT_FOR_OFFICE = re.compile(r"^(?:สนง|สำนักงานฯ|สน\.ง)\.?\s*")
_NOT_LETTERS = re.compile(r"[\s\"'“”‘’ฯ,\-–—/]+")
_ABBREVIATION_LENGTH = 8
_CLOSE_ENOUGH = 0.82
"""How alike two names must be to ask whether one is meant: 1 less the part of letters to change."""
_SHORTEST_CLOSE = 5
"""Letters; shorter names are close to too many others."""
_OFFERED = 3
_SHORTEST_CUT = 3
"""Letters left of a name that says itself that it was cut short."""
_MINISTRY_BEHIND = re.compile(r"(?<=\S)[\s,(]*(?:สังกัด\s*)?(?:กระทรวง|ministry of\b)")
_TONES = re.compile("[\u0e47-\u0e4e]")
_THAI = re.compile("[\u0e01-\u0e2e]")
_DIGITS = re.compile(r"\d+")


def exact_key(text: str) -> str:
    """Spelling as typed: Unicode form, case and spaces ignored, dots kept."""
    return fold(text).replace(" ", "")


@lru_cache(maxsize=20_000)
def loose_key(text: str) -> str:
    """Without dots, quotes and ฯ; "สนง." is สำนักงาน."""
    plain = _SHORT_FOR_OFFICE.sub("สำนักงาน", fold(text[:400]))
    return _NOT_LETTERS.sub("", plain.replace(".", ""))


@lru_cache(maxsize=20_000)
def _parts(text: str) -> tuple[str, str, str]:
    """The loose key as opening, core and ending: สำนักงาน or กรม, the core, จำกัด (มหาชน)."""
    core = loose_key(text)
    opening = _first(_OPENINGS, lambda one: core.startswith(one) and len(core) > len(one))
    core = core[len(opening) :]
    ending = _first(_ENDINGS, lambda one: core.endswith(one) and len(core) > len(one))
    return opening, core[: len(core) - len(ending)], ending


def _first(words: Iterable[str], fits: Callable[[str], bool]) -> str:
    return next((word for word in words if fits(word)), "")


def core_key(text: str) -> str:
    """What tells agencies apart: no สำนักงาน or กรม before it, no จำกัด (มหาชน) behind it."""
    return _parts(text)[1]


def _close_core(text: str) -> str:
    """The core without tone marks, which people leave out first."""
    return _TONES.sub("", core_key(text))


def _close_whole(text: str) -> str:
    return _TONES.sub("", loose_key(text)).removeprefix("the")


def _apart(text: str) -> tuple[str, ...]:
    """The numbers, and whether there is Thai: names that differ in either are never close."""
    loose = loose_key(text)
    return (*_DIGITS.findall(loose), "th" if _THAI.search(loose) else "")


def _generic(text: str) -> tuple[str, str]:
    opening, _core, ending = _parts(text)
    return opening, ending


def _without_ministry(text: str) -> str:
    """ "กรมสรรพากร กระทรวงการคลัง" is กรมสรรพากร; a ministry itself stays."""
    folded = fold(text)
    behind = _MINISTRY_BEHIND.search(folded)
    return folded[: behind.start()] if behind else text


@dataclass(frozen=True, slots=True)
class _Whole:
    """A name of the list, generic words and all; `changes` are the letters that may differ."""

    id: int
    generic: tuple[str, str]
    changes: int


class _Near(Generic[T]):
    """What stands under texts, asked for by texts that are nearly the same."""

    def __init__(self) -> None:
        self._by_length: dict[int, list[str]] = defaultdict(list)
        self._values: dict[str, list[T]] = {}

    def add(self, key: str, value: T) -> None:
        if key not in self._values:
            self._by_length[len(key)].append(key)
        self._values.setdefault(key, []).append(value)

    def nearest(self, key: str) -> list[tuple[str, list[T]]]:
        """The nearest first; only texts of about this length are compared at all."""
        length = len(key)
        if length < _SHORTEST_CLOSE:
            return []
        near: list[tuple[float, str, list[T]]] = []
        for other in range(math.ceil(length * _CLOSE_ENOUGH), int(length / _CLOSE_ENOUGH) + 1):
            found = process.extract(
                key, self._by_length.get(other, ()), scorer=OSA.normalized_similarity,
                score_cutoff=_CLOSE_ENOUGH, limit=2 * _OFFERED,
            )  # fmt: skip
            near += [(score, text, self._values[text]) for text, score, _place in found]
        near.sort(key=lambda one: -one[0])
        return [(text, values) for _score, text, values in near]


class _Names:
    """The names of a list that hold the same numbers, to find those nearly spelt like another."""

    def __init__(self) -> None:
        self._cores: _Near[int] = _Near()
        self._wholes: _Near[_Whole] = _Near()

    def add(self, agency_id: int, name: str) -> None:
        core = _close_core(name)
        self._cores.add(core, agency_id)
        changes = max(1, int((1 - _CLOSE_ENOUGH) * len(core)))
        self._wholes.add(_close_whole(name), _Whole(agency_id, _generic(name), changes))

    def nearest(self, text: str) -> list[int]:
        """The nearest first, each once.

        A slip in กรม, สำนักงาน or Department itself shows in the whole name only; where these agree
        the core decides.
        """
        found = [one for _core, ids in self._cores.nearest(_close_core(text)) for one in ids]
        if not found:
            key, generic = _close_whole(text), _generic(text)
            found = [
                one.id
                for whole, names in self._wholes.nearest(key)
                for one in names
                if one.generic != generic and OSA.distance(key, whole) <= one.changes
            ]
        return list(dict.fromkeys(found))


def _names(entry: AgencyEntry) -> list[str]:
    return [name for name in (entry.name_th, entry.name_en, *entry.aliases) if tidy(name)]


class Directory:
    """The agencies of one workshop, ready to be asked; built once, asked often.

    What nearly spelt names are found by is built when it is first asked for.
    """

    def __init__(self, entries: Iterable[AgencyEntry]) -> None:
        self.entries = {entry.id: entry for entry in entries}
        self._exact: dict[str, set[int]] = defaultdict(set)
        self._loose: dict[str, set[int]] = defaultdict(set)
        self._core: dict[str, set[int]] = defaultdict(set)
        for entry in self.entries.values():
            self._index(entry)
        self._matches: dict[tuple[str, str], AgencyMatch] = {}
        self._asked: dict[str, tuple[AgencyEntry, ...]] = {}

    def _index(self, entry: AgencyEntry) -> None:
        names = _names(entry)
        for name in names:
            self._exact[exact_key(name)].add(entry.id)
        for name in (*names, *(short for short in entry.abbreviations if tidy(short))):
            self._loose[loose_key(name)].add(entry.id)
            self._core[core_key(name)].add(entry.id)

    @cached_property
    def _close(self) -> dict[tuple[str, ...], _Names]:
        found: dict[tuple[str, ...], _Names] = defaultdict(_Names)
        for entry in self.entries.values():
            for name in _names(entry):
                found[_apart(name)].add(entry.id, name)
        return found

    @cached_property
    def _beginnings(self) -> Beginnings:
        return Beginnings(
            (_close_whole(name), entry.id)
            for entry in self.entries.values()
            for name in _names(entry)
        )

    def match(self, text: str, ministry: str = "") -> AgencyMatch:
        """The one agency that fits; with several, the one of that ministry, else none.

        A full name of the list, or another name it goes by, counts at once. Everything shorter
        (abbreviations with or without dots, names without สำนักงาน or กรม) must fit exactly one
        agency: "กพ." may be กรมการแพทย์ or
        สำนักงาน ก.พ., and only the ministry can tell.
        """
        asked = (tidy(text[:400]), tidy(ministry[:400]))
        if asked not in self._matches:
            self._matches[asked] = self._match(*asked)
        return self._matches[asked]

    def _match(self, text: str, ministry: str) -> AgencyMatch:
        if not text:
            return AgencyMatch(How.NOTHING)
        named = self._exact.get(exact_key(text), set())
        if len(named) == 1:
            return self._found(How.EXACT, named, ministry)
        fitting = named or self._fitting(text) or self._agreed(text)
        if len(fitting) == 1:
            found = self._found(How.VARIANT, fitting, ministry)
            if found.ministry_differs and len(loose_key(text)) <= _ABBREVIATION_LENGTH:
                return AgencyMatch(How.AMBIGUOUS, options=self._listed(fitting))
            return found
        if not fitting:
            return AgencyMatch(How.UNKNOWN)
        theirs = {one for one in fitting if ministry and self._is_under(one, ministry)}
        if len(theirs) == 1:
            return self._found(How.MINISTRY, theirs, ministry)
        return AgencyMatch(How.AMBIGUOUS, options=self._listed(fitting))

    def _fitting(self, text: str) -> set[int]:
        """Short forms are compared without สำนักงาน and dots, so look-alikes show up together."""
        loose = self._loose.get(loose_key(text), set())
        core = self._core.get(core_key(text), set())
        spelled_out = loose_key(text) != core_key(text)
        if len(loose) == 1 and spelled_out:
            return loose
        return loose | core

    def _agreed(self, text: str) -> set[int]:
        """The agency that is named both outside and inside the bracket; none where these differ."""
        both = sides(text)
        return self._fitting(both[0]) & self._fitting(both[1]) if both else set()

    def _found(self, how: How, ids: set[int], ministry: str) -> AgencyMatch:
        (one,) = ids
        differs = bool(ministry) and not self._is_under(one, ministry)
        return AgencyMatch(how, self.entries[one], ministry_differs=differs)

    def _is_under(self, agency_id: int, ministry: str) -> bool:
        entry = self.entries[agency_id]
        known = [name for name in (entry.ministry_th, entry.ministry_en) if name]
        if not known:
            return True
        return core_key(ministry) in {core_key(name) for name in known}

    def close(self, text: str) -> tuple[AgencyEntry, ...]:
        """Up to three agencies whose name is nearly this, the nearest first: to ask, never to take.

        Near is a small edit distance in relation to the length (swapped neighbours count once),
        tone marks and spaces ignored, a ministry behind the name too. Names that differ in a
        number are different agencies. "Dept." is read as Department, สำนักฯ as สำนักงาน.
        Where no name is near, a name before or in a bracket counts, and the beginning of a name.
        """
        text = text[:400]
        if text not in self._asked:
            self._asked[text] = self._closest(text)
        return self._asked[text]

    def _closest(self, text: str) -> tuple[AgencyEntry, ...]:
        longer = spelled_out(text)
        found = [
            one for whole in longer for key in (whole, _without_ministry(whole))
            for one in sorted(self._loose.get(loose_key(key), ()))
        ]  # fmt: skip
        for spelling in (text, *longer):
            found += self._nearly(spelling)
        found = found or self._in_brackets(text) or self._begun(text)
        return tuple(self.entries[one] for one in list(dict.fromkeys(found))[:_OFFERED])

    def _in_brackets(self, text: str) -> list[int]:
        both = sides(text)
        if both is None:
            return []
        named = [agency_id for side in both for agency_id in sorted(self._fitting(side))]
        return named or [entry.id for entry in self.close(both[0])]

    def _begun(self, text: str) -> list[int]:
        """Agencies whose name begins so; too many fit what is short and not marked as cut."""
        start, *others = (_close_whole(piece) for piece in pieces(text))
        if start in _OPENINGS or len(_close_core(start)) < (
            _SHORTEST_CUT if others else _SHORTEST_CLOSE
        ):
            return []
        found = self._beginnings.of(start, filter(None, others))
        return found if others or len(found) <= _OFFERED else []

    def _nearly(self, text: str) -> list[int]:
        names = self._close.get(_apart(text))
        if names is None:
            return []
        bare = _without_ministry(text)
        return names.nearest(text) or ([] if bare == text else names.nearest(bare))

    def _listed(self, ids: set[int]) -> tuple[AgencyEntry, ...]:
        return tuple(self.entries[one] for one in sorted(ids))
