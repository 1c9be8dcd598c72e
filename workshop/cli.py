"""`workshop ...`: thin commands over the services."""

import argparse
import datetime as dt
import json
import logging
import os
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType

from workshop.errors import SettingsError, WorkshopError
from workshop.settings import Settings

LOOPBACK = "127.0.0.1"
PORT = 8000


def _commands() -> ModuleType:
    """Loaded when one of them is to be run: it brings the whole server, which `solve` and help
    are quicker without."""
    return import_module("workshop.commands")


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; 0 when it did its job, 1 with a sentence on standard error otherwise."""
    chosen = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    run: Callable[[argparse.Namespace], int | None] = chosen.run
    try:
        return run(chosen) or 0
    except (SettingsError, WorkshopError, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read the output, `head` for instance, has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="workshop",
        description="Runs workshops with focus groups, from registration to the report. Settings"
        " come from the environment or workshop.toml in the data folder.",
        epilog="`workshop COMMAND --help` explains one command.",
    )
    add = parser.add_subparsers(required=True, metavar="COMMAND").add_parser
    _add_servers(add)
    _add_setup(add)
    _add_workshop(add)
    return parser


def _add_servers(add: Callable[..., argparse.ArgumentParser]) -> None:
    for name, run, text in (
        ("demo", _demo, "build the demonstration and serve it"),
        ("serve", _serve, "serve the installation"),
    ):
        command = add(name, help=text)
        command.add_argument("--host", default=LOOPBACK,
                             help=f"address to listen at; {LOOPBACK}, for this computer alone,"
                             " when not given")  # fmt: skip
        command.add_argument("--port", type=int, default=PORT, help=f"{PORT} when not given")
        command.set_defaults(run=run)
        if name == "serve":
            command.add_argument("--tls-cert", type=Path, help="certificate, for https")
            command.add_argument("--tls-key", type=Path, help="the certificate's private key")


def _add_setup(add: Callable[..., argparse.ArgumentParser]) -> None:
    organiser = add("add-organiser", help="add an organiser; the password is read from stdin")
    organiser.add_argument("email", help="the address they sign in with")
    organiser.set_defaults(run=lambda o: _commands().add_organiser(Settings.load(), o.email))
    lost = add("reset-second-factor", help="for staff who lost phone and recovery codes")
    lost.add_argument("email", help="the address they sign in with")
    lost.set_defaults(run=lambda o: _commands().reset_second_factor(Settings.load(), o.email))
    mail = add("deliver-mail", help="do the timed work, for servers other than serve")
    mail.add_argument("--watch", action="store_true", help="go on until stopped")
    mail.set_defaults(run=lambda o: _commands().deliver_mail(Settings.load(), watch=o.watch))
    for name, text, file in (
        ("backup", "back up while serving; never contains keys", "to write"),
        ("restore", "restore a backup; refuses a damaged file", "to read"),
        ("backup-keys", "back up the keys, apart from the data", "to write"),
    ):
        command = add(name, help=text)
        command.add_argument("file", type=Path, help=f"the backup {file}")
        command.set_defaults(run=partial(_with_file, name.replace("-", "_")))


def _of_workshop(
    add: Callable[..., argparse.ArgumentParser], name: str, text: str
) -> argparse.ArgumentParser:
    """A command that begins with the workshop it is about."""
    command = add(name, help=text)
    command.add_argument("workshop", help="its short name, as in its address /w/NAME/")
    return command


def _add_workshop(add: Callable[..., argparse.ArgumentParser]) -> None:
    people = _of_workshop(add, "import-people", "preview a list of people; --apply stores it")
    people.add_argument("file", type=Path, help="the list: xlsx, xls, ods, csv or tab-separated")
    people.add_argument("--apply", action="store_true", help="store it; else it is only shown")
    people.add_argument("--sheet", action="append", default=[], help="read this one; repeats")
    people.add_argument("--map", action="append", default=[], metavar="HEADING=FIELD",
                        help="what a column, named by its heading or its letter,"
                        " holds, or nothing; repeats")  # fmt: skip
    people.set_defaults(
        run=lambda o: _commands().import_people(
            Settings.load(), o.workshop, o.file, apply=o.apply, sheets=o.sheet, columns=o.map
        )
    )
    assign = _of_workshop(add, "assign", "split the people over the groups")
    assign.add_argument("--seed", type=int, default=0,
                        help="chooses among equally good splits; 0 when not given")  # fmt: skip
    assign.add_argument("--publish", action="store_true", help="publish the split at once")
    assign.set_defaults(
        run=lambda o: _commands().assign(
            Settings.load(), o.workshop, seed=o.seed, publish=o.publish
        )
    )
    _add_solve(add)
    _add_answers(add)


def _add_answers(add: Callable[..., argparse.ArgumentParser]) -> None:
    forms = _of_workshop(add, "forms", "show or set which forms are open")
    forms.add_argument("number", nargs="?", help="a strategy's number, or overall")
    change = forms.add_mutually_exclusive_group()
    change.add_argument("--open", dest="is_open", action="store_true", default=None,
                        help="people may answer; every form when no number is given")  # fmt: skip
    change.add_argument("--close", dest="is_open", action="store_false", help="nobody may")
    change.add_argument("--minutes", dest="ends", type=_minutes, metavar="M",
                        help="open, and closed by itself after so many minutes")  # fmt: skip
    change.add_argument("--until", dest="ends", type=_time_of_day, metavar="HH:MM",
                        help="open, and closed by itself at that time today")  # fmt: skip
    forms.add_argument("--group", help="the code of one group; all when not given")
    forms.set_defaults(
        run=lambda o: _commands().forms(
            Settings.load(),
            o.workshop,
            number=o.number,
            group=o.group,
            is_open=o.is_open,
            ends=o.ends,
        )
    )
    links = _of_workshop(add, "links", "personal links as CSV: id,name,group,status,code,link")
    links.set_defaults(run=lambda o: _commands().links(Settings.load(), o.workshop))
    report = _of_workshop(add, "report", "write the results; the ending of FILE chooses the kind")
    report.add_argument("file", type=Path, help="ends in pdf, docx, xlsx, csv or json")
    report.add_argument("--lang", choices=("th", "en"), help="the workshop's own when not given")
    report.set_defaults(
        run=lambda o: _commands().report(Settings.load(), o.workshop, o.file, language=o.lang)
    )


def _minutes(text: str) -> int:
    from workshop.local_clock import LONGEST  # heavy, see _commands

    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:6]) <= LONGEST):
        raise argparse.ArgumentTypeError(f"give 1 to {LONGEST} minutes")
    return int(text)


def _time_of_day(text: str) -> dt.time:
    try:
        return dt.time.fromisoformat(text.replace(".", ":"))
    except ValueError as error:
        raise argparse.ArgumentTypeError("give a time like 14:30") from error


def _with_file(name: str, options: argparse.Namespace) -> None:
    getattr(_commands(), name)(Settings.load(), options.file)


def _add_solve(add: Callable[..., argparse.ArgumentParser]) -> None:
    solve = add("solve", help="solve an instance file and print the result as JSON")
    solve.add_argument("file", type=Path, help="the instance, as JSON")
    solve.add_argument("--order", default="PBSD", help="of the goals; PBSD when not given")
    solve.add_argument("--seed", type=int, default=0, help="chooses among equally good solutions")
    solve.add_argument("--effort", choices=("quick", "normal", "thorough"), default="normal",
                       help="how long to look for a better one; normal when not given")  # fmt: skip
    solve.add_argument("--limit", type=float, help="seconds; a safety stop")
    solve.set_defaults(run=_solve)


def _solve(options: argparse.Namespace) -> int:
    from workshop.assignment.instance_command import solve

    result, status = solve(
        options.file, order=options.order, seed=options.seed, effort=options.effort,
        limit=options.limit,
    )  # fmt: skip
    text = json.dumps(result, ensure_ascii=False, indent=1) + "\n"
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))  # as JSON escapes it too
    sys.stdout.flush()
    return status


def _demo(options: argparse.Namespace) -> int | None:
    from workshop.demonstration.command import run  # heavy, and only for this command

    return run(options.host, options.port)


def _serve(options: argparse.Namespace) -> None:
    _commands().serve(
        Settings.load(), host=options.host, port=options.port,
        tls_cert=options.tls_cert, tls_key=options.tls_key,
    )  # fmt: skip
