"""The released answers as files: figures, and the answers they can be worked out from again.

An answer is a row of strategy number (0: the overall questions), group code, question, type,
source and value. Rows are shuffled, so none tells who else is in it; they carry no id and no time.
Nor do they say which texts may be quoted: that is answered once for a whole form, so it would tell
which texts of a form belong together wherever few people said one or the other. Pages mark them.
Values: 1 to 5 or "na" on a scale, an option's words for a choice, several of them in a list for
multiple choice (joined by " | " in tables) and, most important first, for a ranking; texts as
written. A figure without a group is of all groups that it names. An answer and a figure stand
under the words that were answered; `wording` of a figure says where newer words are asked by now.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from random import SystemRandom
from typing import Any

from workshop import sheets
from workshop.domain.answers import Answer
from workshop.domain.statistics import Choices, Ranking, Scale, Tally
from workshop.domain.terms import DONT_KNOW, NOT_RELEVANT, QuestionKind
from workshop.errors import NotFoundError
from workshop.i18n import _, plain
from workshop.report import statements, told
from workshop.report.service import Results
from workshop.report.tables import wording_of
from workshop.sheets import Table
from workshop.summary.disclosed import answers as shown_answers
from workshop.summary.notes_service import Reported
from workshop.summary.strands import Strand

HEADINGS = ("strategy", "group", "question", "type", "source", "value")
JOINT = " | "
JSON = "application/json; charset=utf-8"
Writer = tuple[Callable[[Results], bytes], str]
_lot = SystemRandom()


@dataclass(frozen=True, slots=True)
class Row:
    """One answer to one question."""

    strategy: int
    group: str
    question: str
    type: str
    source: str
    value: int | str | list[str]

    @property
    def flat(self) -> tuple[int, str, str, str, str, int | str]:
        """For tables, where a list of options is one text."""
        value = JOINT.join(self.value) if isinstance(self.value, list) else self.value
        return self.strategy, self.group, self.question, self.type, self.source, value


class Words:
    """Questions and options in the reader's language, each named so that it names one only.

    They are the words that were answered. An earlier wording whose text is still asked, or that is
    on the form twice in the reader's language, differs in options or in the other language.
    """

    def __init__(self, results: Results) -> None:
        self._numbers = {one.form_id: one.number for one in results.overview.standings}
        self._questions: dict[int, str] = {}
        taken: dict[int, set[str]] = defaultdict(set)
        for strand in sorted(results.strands, key=lambda strand: strand.is_earlier):
            words = plain(strand, "text") or plain(strand, "short_text")
            here = taken[strand.form_id]
            if strand.is_earlier and words in here:
                words = str(_("%(question)s (earlier wording)", question=words))
            self._questions[strand.key] = _distinct(words, here)

    def number(self, strand: Strand) -> int:
        """The strategy's number, 0 for the overall questions."""
        return self._numbers[strand.form_id]

    def question(self, strand: Strand) -> str:
        return self._questions[strand.key]

    def options(self, strand: Strand) -> dict[str, str]:
        """Words by option key; no bar inside, since bars part them in tables."""
        taken: set[str] = set()
        return {
            option.key: _distinct((plain(option, "label") or option.key).replace("|", "/"), taken)
            for option in strand.options
        }


def _distinct(text: str, taken: set[str]) -> str:
    """The text, with a number behind it where another one reads the same; it is taken then."""
    chosen, number = text, 1
    while chosen in taken:
        number += 1
        chosen = f"{text} ({number})"
    taken.add(chosen)
    return chosen


def rows(results: Results) -> list[Row]:
    """Every answer that may be shown, shuffled."""
    words = Words(results)
    codes = {group.id: group.code for group in results.overview.groups}
    found = [
        Row(
            words.number(strand),
            codes[group_id],
            words.question(strand),
            strand.kind.value,
            source,
            _value(strand, value, words.options(strand)),
        )
        for strand, group_id, source, value in shown_answers(results.disclosed, results.cells)
        if group_id in codes
    ]
    _lot.shuffle(found)
    return found


def _value(strand: Strand, value: Answer, options: Mapping[str, str]) -> int | str | list[str]:
    if isinstance(value, list):
        return [options.get(key, key) for key in value]
    if strand.kind is QuestionKind.SINGLE:
        return options.get(str(value), str(value))
    return value


def figures(results: Results) -> list[dict[str, Any]]:
    """Every figure that may be shown: each question in each group, then in all shown groups."""
    words = Words(results)
    return [figure for strand in results.strands for figure in _of_question(results, words, strand)]


def _of_question(results: Results, words: Words, strand: Strand) -> Iterator[dict[str, Any]]:
    head = {
        "strategy": words.number(strand),
        "question": words.question(strand),
        "type": strand.kind.value,
        "wording": wording_of(strand),
    }
    codes = {group.id: group.code for group in results.overview.groups}
    disclosed = results.disclosed
    options = words.options(strand)
    if strand.is_text:
        for group_id, code in codes.items():
            if disclosed.is_shown(strand, group_id):
                comments = disclosed.comments[strand.key, group_id]
                yield {**head, "group": code, "groups": [code], "answers": len(comments)}
        return
    for group_id, code in codes.items():
        if (tally := disclosed.tally(strand, group_id)) is not None:
            yield {**head, "group": code, "groups": [code], **numbers(tally, options)}
    total = disclosed.total(strand)
    if total is not None:
        within = [code for group_id, code in codes.items() if group_id in total[2]]
        yield {**head, "group": None, "groups": within, **numbers(total[0], options)}


def numbers(tally: Tally, options: Mapping[str, str]) -> dict[str, Any]:
    """A tally's numbers under their names; shares in [0, 1], rounded to four places.

    rated: the answers on a point of the scale, of which median and share are.
    """
    if isinstance(tally, Scale):
        counts = {str(point): count for point, count in enumerate(tally.counts, 1)}
        return {
            "answers": tally.people,
            "rated": tally.rated,
            "counts": {**counts, NOT_RELEVANT: tally.not_relevant, DONT_KNOW: tally.unknown},
            "median": tally.median,
            "top_two_share": _rounded(tally.top_share),
            "top_two_interval": [_rounded(bound) for bound in tally.top_interval or ()] or None,
        }
    if isinstance(tally, Choices):
        keys = list(options)
        return {
            "answers": tally.people,
            "counts": {options[key]: tally.counts.get(key, 0) for key in keys},
            "shares": {options[key]: _rounded(tally.share(key)) for key in keys},
        }
    return _ranked(tally, options)


def _ranked(tally: Ranking, options: Mapping[str, str]) -> dict[str, Any]:
    return {
        "answers": tally.people,
        "places": {options[key]: list(tally.places[key]) for key in tally.order()},
        "mean_place": {options[key]: _rounded(tally.mean_rank(key)) for key in tally.order()},
        "points": {options[key]: tally.borda(key) for key in tally.order()},
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def to_json(results: Results) -> bytes:
    """{k, released, held_back, figures, answers}; numbers of answers, one per person and form.

    With them `statements`, where any was approved: see report.statements.
    """
    whole: dict[str, Any] = {
        "k": results.disclosed.k,
        "released": results.overview.released,
        "held_back": results.overview.held_back,
        "figures": figures(results),
        "answers": [asdict(row) for row in rows(results)],
    }
    if results.agreed:
        whole["statements"] = statements.figures(results.agreed)
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def to_csv(results: Results) -> bytes:
    """The answers alone."""
    return sheets.to_csv(HEADINGS, [row.flat for row in rows(results)])


def to_xlsx(results: Results) -> bytes:
    """Sheets of figures, answers, notes, report-backs, hidden comments, and of what there is."""
    return sheets.to_xlsx(
        [
            Table("figures", FIGURE_HEADINGS, list(figure_rows(figures(results)))),
            Table("answers", HEADINGS, [row.flat for row in rows(results)]),
            Table("notes", NOTE_HEADINGS, [_note(one) for one in results.notes]),
            Table("report-backs", TOLD_HEADINGS, list(told_rows(results))),
            Table("hidden", HIDDEN_HEADINGS, hidden_rows(results)),
            *_statements(results),
            Table("about", ("what", "number"), about_rows(results)),
        ]
    )


def about_rows(results: Results) -> list[tuple[str, int | None]]:
    """What the file is made of, and why some of it is empty: sentences without a number."""
    k = results.disclosed.k
    about: list[tuple[object, int | None]] = [
        (_("At least so many people behind every figure"), k),
        (_("Answers released"), results.overview.released),
        (_("Answers held back"), results.overview.held_back),
        (_("Of them waiting for the next batch"), results.overview.queued),
        (_("Of them late after a reopening, and too few to show"), results.overview.late),
        (_("Of them where too few answered to show any"), results.overview.few),
    ]
    if results.came:
        about += [
            (_("Answers by phone, released or not"), results.came.phone),
            (_("Answers on paper, released or not"), results.came.paper),
        ]
    else:
        about.append((told.way_words(k), None))
    if k > 1:
        about.append((source_words(k), None))
    return [(str(what), number) for what, number in about]


def source_words(k: int) -> str:
    """Why answers of a file may have no source; nothing is left empty where k is 1."""
    return str(
        _(
            "In the files, “source” is left empty for a question in a group where fewer than "
            "%(k)s people answered by phone, or fewer than %(k)s on paper: it could tell who "
            "wrote what.",
            k=k,
        )
    )


def _statements(results: Results) -> list[Table]:
    """The votes on statements, where there are any."""
    if results.agreed is None:
        return []
    found = statements.rows(statements.figures(results.agreed))
    return [Table("statements", statements.HEADINGS, found)]


NOTE_HEADINGS = ("strategy", "group", "kind", "note", "themes", "starred")


def _note(one: Reported) -> tuple[int, str, str, str, str, str]:
    """A point made in the room: no answer, so it stands in no other file and in no figure."""
    starred = "yes" if one.starred else ""
    return one.number, one.group, one.kind.value, one.text, JOINT.join(one.themes), starred


TOLD_HEADINGS = ("strategy", "group", "line", "kind", "text", "rests on")


def told_rows(results: Results) -> Iterator[tuple[int, str, int, str, str, str]]:
    """The lines of approved report-backs in their order, each with what it rests on."""
    for one in results.told:
        for number, line in enumerate(one.lines, 1):
            yield (
                one.standing.number, one.group.code, number, line.kind.value, line.text,
                line.source,
            )  # fmt: skip


HIDDEN_HEADINGS = ("strategy", "group", "question", "comment", "hidden because")


def hidden_rows(results: Results) -> list[tuple[int, str, str, str, str]]:
    """Comments among the answers that staff took off pages and projector, shuffled."""
    words = Words(results)
    found = [
        (
            words.number(strand), group.code, words.question(strand), comment.text,
            results.hidden[comment.order],
        )
        for group in results.overview.groups
        for strand, comment in results.disclosed.said(
            [strand for strand in results.strands if strand.is_text], group.id
        )[1]
        if comment.order in results.hidden
    ]  # fmt: skip
    _lot.shuffle(found)
    return found


FIGURE_HEADINGS = (
    "strategy", "question", "type", "group", "answers", "what", "count", "share", "of",
    "place", "points", "wording",
)  # fmt: skip


def figure_rows(found: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Any, ...]]:
    """Figures as rows of a sheet: one for each thing that is counted, medians and shares too.

    of: how many answers a share is of.
    """
    for figure in found:
        group = figure["group"] or " + ".join(figure["groups"])
        head = (figure["strategy"], figure["question"], figure["type"], group, figure["answers"])
        wording = figure["wording"] or None
        if "mean_place" in figure:
            for words, place in figure["mean_place"].items():
                yield *head, words, None, None, None, place, figure["points"][words], wording
            continue
        counts, shares = figure.get("counts", {}), figure.get("shares", {})
        of = figure["answers"] if shares else None
        for words, count in counts.items():
            yield *head, words, count, shares.get(words), of, None, None, wording
        if "median" in figure:
            top, share, rated = counts["4"] + counts["5"], figure["top_two_share"], figure["rated"]
            yield *head, "median", None, None, None, figure["median"], None, wording
            yield *head, "4 + 5", top, share, rated, None, None, wording


WRITERS: Mapping[str, Writer] = {
    "csv": (to_csv, sheets.CSV),
    "json": (to_json, JSON),
    "xlsx": (to_xlsx, sheets.XLSX),
}


def writer_for(ending: str) -> Writer:
    """What writes files of this ending, and their media type; raises WorkshopError."""
    if ending in WRITERS:
        return WRITERS[ending]
    raise NotFoundError(_("The ending chooses the kind of file: pdf, docx, xlsx, csv or json."))
