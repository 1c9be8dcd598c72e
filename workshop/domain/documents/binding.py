"""Binds what everybody gets and what is each person's own to one document.

Typst sets the sheets once (the questions of a group, the text of a letter) and of each person only
what is theirs (name, codes). A page of the document then draws both: the sheet's content, shared by
all pages like it, and the person's. The tags are written for every page anew, so it is read aloud,
searched and copied like pages that were set one by one, in a third of the time.

The file to bind holds the sheets first; each begins with a marker "sheet". Then comes one page for
each person. Where what is a person's own is to be read, the sheet has a marker "slot"; the person's
page has one between what belongs to each slot. It is drawn on the first page of the sheet, and what
it draws last as no part of the text, its foot, on the others too.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf

from workshop.domain.documents import structure
from workshop.domain.documents.structure import Content, Element, Flat, Write
from workshop.domain.documents.writing import File

SHEET, SLOT = "sheet", "slot"
_NUMBERED = re.compile(rb"/MCID (\d+)")
_ROOT = ("/Lang", "/MarkInfo", "/Metadata", "/ViewerPreferences")
FOOT = b"/Artifact"
PREFIX = b"S"
"""Before the names a sheet has for its fonts and colours, as a person's page has the same ones."""


@dataclass(frozen=True)
class Sheet:
    """What a kind of person gets: pages, and the tags on them."""

    first: int
    contents: list[int]
    resources: list[dict[str, Any]]
    counts: list[int]
    flat: list[Flat]
    writers: list[Write]
    owners: dict[int, dict[int, int]]
    order: list[int]
    """What is read, in order: places of elements in `flat`, -1 where a slot is."""


def bound(pdf: pikepdf.Pdf, sheets: Sequence[int]) -> bytes:
    """The document. sheets: of each person, the number of their sheet."""
    return _Binder(pdf, len(pdf.pages) - len(sheets)).written(sheets)


class _Binder:
    def __init__(self, pdf: pikepdf.Pdf, own: int) -> None:
        self.pdf, self.own = pdf, own
        self.file = File(pdf)
        self.pages = list(pdf.pages)
        self.elements: list[list[Element]] = [[] for _ in self.pages]
        for one in structure.read(pdf):
            self.elements[one.page].append(one)
        self.tree, self.folder, self.document = (self.file.number() for _ in range(3))
        self.page_numbers: list[int] = []
        self.sections: list[int] = []
        self.content_owners: list[int] = []
        self.shared: dict[tuple[Any, ...], int] = {}

    def written(self, sheets: Sequence[int]) -> bytes:
        made = self._sheets()
        for number, sheet in enumerate(sheets):
            self._person(self.own + number, made[sheet])
        return self._closed()

    def _sheets(self) -> list[Sheet]:
        starts = [
            page for page in range(self.own)
            if any(one.marks == SHEET for one in self.elements[page])
        ]  # fmt: skip
        ends = [*starts[1:], self.own]
        return [self._sheet(first, end) for first, end in zip(starts, ends, strict=True)]

    def _sheet(self, first: int, end: int) -> Sheet:
        numbers = range(first, end)
        contents, resources, counts = [], [], []
        for number in numbers:
            names = _names(self.pages[number])
            content = _renamed(self.pages[number].Contents.read_bytes(), names)
            content = _without(content, [one for one in self.elements[number] if one.marks])
            contents.append(self.file.add_stream(content))
            resources.append({kind: {PREFIX + name: value for name, value in group.items()}
                              for kind, group in names.items()})  # fmt: skip
            counts.append(1 + max(map(int, _NUMBERED.findall(content)), default=-1))
        read = [one for number in numbers for one in self.elements[number] if one.marks != SHEET]
        flat = structure.flat([one for one in read if not one.marks])
        tops = iter([at for at, one in enumerate(flat) if one.parent < 0])
        order = [-1 if one.marks else next(tops) for one in read]
        writers = [structure.writer(one) for one in flat]
        return Sheet(
            first, contents, resources, counts, flat, writers, structure.owners(flat), order
        )

    def _person(self, own: int, sheet: Sheet) -> None:
        """The pages of one person, whose own page is number `own` of the source."""
        section = self.file.number()
        pages = self._pages(own, sheet)
        first = self.file.number(len(sheet.flat))
        theirs = {sheet.first + at: page for at, page in enumerate(pages)}
        for at, write in enumerate(sheet.writers):
            self.file.objects[first + at] = write(section, first, theirs)
        groups, flat, own_first = self._own_tags(own, sheet.counts[0], section, pages[0])
        self._owners(sheet, first, flat, own_first)
        read: list[int] = []
        for at in sheet.order:
            read += [first + at] if at >= 0 else (groups.pop(0) if groups else [])
        rest = [number for group in groups for number in group]
        kids = b" ".join(b"%d 0 R" % number for number in (rest + read))
        self.file.objects[section] = b"<</S/Sect/P %d 0 R/K[%s]>>" % (self.document, kids)
        self.sections.append(section)

    def _pages(self, own: int, sheet: Sheet) -> list[int]:
        raw = self.pages[own].Contents.read_bytes()
        raw = _without(raw, [one for one in self.elements[own] if one.marks])
        drawn = [self.file.add_stream(_raised(raw, sheet.counts[0]))]
        if len(sheet.contents) > 1:
            foot = raw[raw.rindex(FOOT) :] if FOOT in raw else b""
            drawn += [self.file.add_stream(foot)] * (len(sheet.contents) - 1)
        return [
            self._page(own, sheet.resources[at], [drawn[at], content])
            for at, content in enumerate(sheet.contents)
        ]

    def _page(self, face: int, resources: dict[str, Any], contents: list[int]) -> int:
        names = _names(self.pages[face])
        key = (id(resources), *(value for group in names.values() for value in group.items()))
        if key not in self.shared:
            kinds = {**names, **resources}
            raw = b"".join(
                b"%s<<%s>>" % (kind.encode(), b"".join(
                    b"/%s %s" % (name, value)
                    for name, value in [*names.get(kind, {}).items(),
                                        *resources.get(kind, {}).items()]
                ))
                for kind in kinds
            )  # fmt: skip
            self.shared[key] = self.file.add(self.file.take(b"<<" + raw + b">>"))
        box = self.pages[face].MediaBox.unparse()
        drawn = b" ".join(b"%d 0 R" % number for number in contents)
        number = self.file.add(
            b"<</Type/Page/Parent %d 0 R/MediaBox %s/Contents[%s]/Resources %d 0 R"
            b"/StructParents %d/Tabs/S>>"
            % (self.folder, box, drawn, self.shared[key], len(self.page_numbers))
        )
        self.page_numbers.append(number)
        return number

    def _own_tags(
        self, own: int, raised: int, section: int, page: int
    ) -> tuple[list[list[int]], list[Flat], int]:
        """The tags of a person's own page: by slot, all of them, and the first one's number."""
        read = self.elements[own]
        flat = structure.flat(structure.moved([one for one in read if not one.marks], raised))
        first = self.file.number(len(flat))
        for at, one in enumerate(flat):
            self.file.objects[first + at] = structure.writer(one)(section, first, {one.page: page})
        tops = iter([first + at for at, one in enumerate(flat) if one.parent < 0])
        groups: list[list[int]] = [[]]
        for element in read:
            if element.marks:
                groups.append([])
            else:
                groups[-1].append(next(tops))
        return groups, flat, first

    def _owners(self, sheet: Sheet, first: int, flat: list[Flat], own_first: int) -> None:
        """For each page of a person, whose each piece of content is."""
        own = structure.owners(flat)
        for at in range(len(sheet.contents)):
            found = {
                number: first + place
                for number, place in sheet.owners.get(sheet.first + at, {}).items()
            }
            if at == 0:
                for numbers in own.values():
                    found.update({number: own_first + one for number, one in numbers.items()})
            listed = b" ".join(
                b"%d 0 R" % found[number] if number in found else b"null"
                for number in range(1 + max(found, default=-1))
            )
            self.content_owners.append(self.file.add(b"[" + listed + b"]"))

    def _closed(self) -> bytes:
        file, root = self.file, self.pdf.Root
        refs = [b"%d 0 R" % number for number in self.page_numbers]
        file.objects[self.folder] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (
            len(refs), b" ".join(refs),
        )  # fmt: skip
        file.objects[self.document] = b"<</S/Document/P %d 0 R/K[%s]>>" % (
            self.tree, b" ".join(b"%d 0 R" % number for number in self.sections),
        )  # fmt: skip
        parents = file.add(b"<</Nums[%s]>>" % b" ".join(
            b"%d %d 0 R" % pair for pair in enumerate(self.content_owners)
        ))  # fmt: skip
        roles = root.StructTreeRoot.get("/RoleMap")
        file.objects[self.tree] = (
            b"<</Type/StructTreeRoot/K[%d 0 R]/ParentTree %d 0 R/ParentTreeNextKey %d%s>>"
            % (
                self.document,
                parents,
                len(self.content_owners),
                b"/RoleMap" + roles.unparse(resolved=True) if roles is not None else b"",
            )
        )
        kept = b"".join(
            name.encode() + b" " + structure.raw(root[name]) for name in _ROOT if name in root
        )
        catalogue = b"<</Type/Catalog/Pages %d 0 R/StructTreeRoot %d 0 R%s>>" % (
            self.folder, self.tree, file.take(kept),
        )  # fmt: skip
        facts = b"".join(
            name.encode() + b" " + file.take(self.pdf.trailer[name].unparse())
            for name in ("/Info", "/ID") if name in self.pdf.trailer
        )  # fmt: skip
        return file.written(catalogue, facts)


def _names(page: pikepdf.Page) -> dict[str, dict[bytes, bytes]]:
    """Fonts, colours and so on of a page: by kind, the raw value of each name."""
    return {
        kind: {name[1:].encode(): value.unparse() for name, value in group.items()}
        for kind, group in page.Resources.items()
        if isinstance(group, pikepdf.Dictionary)
    }


def _renamed(content: bytes, names: dict[str, dict[bytes, bytes]]) -> bytes:
    listed = sorted({name for group in names.values() for name in group}, key=len, reverse=True)
    if not listed:
        return content
    return re.sub(rb"/(%s)(?= )" % b"|".join(listed), rb"/" + PREFIX + rb"\1", content)


def _without(content: bytes, markers: list[Element]) -> bytes:
    """Markers draw nothing; their place on the page becomes no part of what is read."""
    for one in markers:
        numbers = [b"%d" % part.number for part in one.parts if isinstance(part, Content)]
        begins = rb"/\w+<</MCID (?:%s)\b(?:[^<>]|<[^<>]*>)*>>BDC" % b"|".join(numbers)
        content = re.sub(begins, b"/Artifact BMC", content)
    return content


def _raised(content: bytes, by: int) -> bytes:
    return _NUMBERED.sub(lambda found: b"/MCID %d" % (int(found[1]) + by), content)
