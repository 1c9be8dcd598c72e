"""How far a run is, in words."""

from dataclasses import dataclass
from typing import Any

from workshop.assignment.runs_service import Work
from workshop.assignment.uneven import uneven
from workshop.domain.assignment.problem import Effort
from workshop.domain.assignment.words import digits_apart
from workshop.domain.terms import RunKind, RunState
from workshop.i18n import _, ngettext
from workshop.models import SolveRun


@dataclass(frozen=True)
class Step:
    """One goal of the split. state: past, now or later, as in a timeline."""

    time: str
    title: str
    note: str
    state: str
    href: str = ""


def title_of(run: SolveRun) -> str:
    return str({
        RunKind.SPLIT: _("Solving the split"),
        RunKind.CURVE: _("Working out what further moves would gain"),
        RunKind.ABSENCES: _("Working out who could move today"),
        RunKind.TABLES: _("Dealing tables"),
    }[run.kind])  # fmt: skip


def steps(run: SolveRun) -> list[Step]:
    """The goals in their order, with the best so far and how good it could be at best."""
    progress: dict[str, Any] = run.progress
    done, level = progress.get("done", []), progress.get("level", run.goals[:1])
    going = run.state is RunState.RUNNING
    found = []
    for number, goal in enumerate(run.goals, start=1):
        state = "past" if goal in done else "now" if goal == level and going else "later"
        note = "" if state == "later" else _note(goal, progress)
        found.append(Step(f"{number}.", _title(goal), note, state))
    return found


def asked_of(run: SolveRun, letter: str) -> str:
    """letter: of the group whose tables are dealt."""
    if run.kind is not RunKind.TABLES:
        return asked(run.effort, run.seed)
    tables, rounds = run.progress["tables"], run.progress["rounds"]
    return ", ".join((
        _("Group %(letter)s", letter=letter),
        ngettext("%(num)s table", "%(num)s tables", tables),
        ngettext("%(num)s round", "%(num)s rounds", rounds),
    ))  # fmt: skip


def asked(effort: str, seed: int) -> str:
    """How thoroughly, and which of the equally good splits."""
    said = {
        Effort.QUICK: _("Quick"), Effort.NORMAL: _("Usual"), Effort.THOROUGH: _("Thorough"),
    }[Effort(effort)]  # fmt: skip
    return str(_("%(effort)s, split number %(seed)s", effort=said, seed=seed))


def joined(run: SolveRun, kind: RunKind, task: Work, *, mine: bool) -> str:
    """To whoever asks while something is worked out already: whether it is what they asked for."""
    tables = [{**run.progress, **task.about}, run.progress]
    if run.kind is not kind or (kind is RunKind.TABLES and tables[0] != tables[1]):
        return str(_("Something else is being worked out. Wait for it, or cancel it."))
    options = task.options
    wanted = options.effort.value, options.seed, task.goals
    if wanted != (run.effort, run.seed, run.goals):
        who = _("You") if mine else run.requested_by
        return str(_(
            "%(who)s started this with other options (%(theirs)s). Yours (%(yours)s) was not "
            "started; wait for this, or cancel it.", who=who or _("command line"),
            theirs=_options(run.effort, run.seed, run.goals), yours=_options(*wanted),
        ))  # fmt: skip
    if mine:
        return str(_("This is being worked out already."))
    return str(_("%(who)s asked for this already. This is how far it is.", who=run.requested_by))


def _options(effort: str, seed: int, goals: str) -> str:
    """With the goals in their order, which may be all that differs."""
    order = ", ".join(_title(goal) for goal in goals)
    return f"{asked(effort, seed)}: {order}"


def _title(goal: str) -> str:
    """goal: a part of the score of a split, or of tables."""
    return str({
        "P": _("First choices"),
        "B": _("An even mix"),
        "S": _("Colleagues apart"),
        "D": _("Few moves"),
        "Q": _("Few repeated meetings"),
        "O": _("Colleagues at different tables"),
        "T": _("Evenly mixed tables"),
    }[goal])  # fmt: skip


def _note(goal: str, progress: dict[str, Any]) -> str:
    score, bound = progress.get("score", {}), progress.get("bound", {})
    reached, least = score.get(goal), bound.get(goal)
    if reached is None:
        return str(_("Nothing found yet."))
    people = max(int(progress.get("people", 1)), 1)
    weighted = bool(progress.get("weighted"))
    digits = None if least is None else digits_apart(reached, least, people)
    said = _amount(goal, reached, people, weighted=weighted, digits=digits)
    if least is None:
        return str(_("%(best)s so far.", best=said))
    if least == reached:
        return str(_("%(best)s: proven, it cannot be better.", best=said))
    best = _amount(goal, least, people, weighted=weighted, digits=digits)
    return str(_("%(best)s so far; it cannot be better than %(least)s.", best=said, least=best))


def _amount(
    goal: str, value: int, people: int, *, weighted: bool, digits: int | None = None
) -> str:
    if goal in "BT":
        number = uneven(value, people, weighted=weighted, digits=digits)
        return str(_("%(number)s people from an even mix", number=number))
    if goal == "P":
        return str(ngettext(
            "%(num)s step away from first choices", "%(num)s steps away from first choices", value
        ))  # fmt: skip
    if goal == "Q":
        return str(ngettext("%(num)s repeated meeting", "%(num)s repeated meetings", value))
    if goal in "SO":
        return str(ngettext(
            "%(num)s pair of colleagues together", "%(num)s pairs of colleagues together", value
        ))  # fmt: skip
    return str(ngettext("%(num)s person moved", "%(num)s people moved", value))
