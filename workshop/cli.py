"""`workshop ...`: thin commands over the services."""

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path

from workshop import commands, serving
from workshop.errors import SettingsError, WorkshopError
from workshop.settings import Settings

LOOPBACK = "127.0.0.1"
PORT = 8000


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; 0 when it did its job, 1 with a sentence on standard error otherwise."""
    chosen = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    run: Callable[[argparse.Namespace], int | None] = chosen.run
    serving.give_memory_back()
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
    parser = argparse.ArgumentParser(prog="workshop", description=__doc__)
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
        command.add_argument("--host", default=LOOPBACK)
        command.add_argument("--port", type=int, default=PORT)
        command.set_defaults(run=run)
        if name == "serve":
            command.add_argument("--tls-cert", type=Path)
            command.add_argument("--tls-key", type=Path)


def _add_setup(add: Callable[..., argparse.ArgumentParser]) -> None:
    organiser = add("add-organiser", help="add an organiser; the password is read from stdin")
    organiser.add_argument("email")
    organiser.set_defaults(run=lambda o: commands.add_organiser(Settings.load(), o.email))
    lost = add("reset-second-factor", help="for staff who lost phone and recovery codes")
    lost.add_argument("email")
    lost.set_defaults(run=lambda o: commands.reset_second_factor(Settings.load(), o.email))
    mail = add("deliver-mail", help="do the timed work, for servers other than serve")
    mail.add_argument("--watch", action="store_true")
    mail.set_defaults(run=lambda o: commands.deliver_mail(Settings.load(), watch=o.watch))
    for name, run, text in (
        ("backup", commands.backup, "back up while serving; never contains keys"),
        ("restore", commands.restore, "restore a backup; refuses a damaged file"),
        ("backup-keys", commands.backup_keys, "back up the keys, apart from the data"),
    ):
        command = add(name, help=text)
        command.add_argument("file", type=Path)
        command.set_defaults(run=lambda o, run=run: run(Settings.load(), o.file))


def _add_workshop(add: Callable[..., argparse.ArgumentParser]) -> None:
    people = add("import-people", help="preview a list of people; --apply stores it")
    people.add_argument("workshop")
    people.add_argument("file", type=Path)
    people.add_argument("--apply", action="store_true")
    people.add_argument("--sheet", action="append", default=[], help="read this one; repeats")
    people.add_argument("--map", action="append", default=[], metavar="HEADING=FIELD",
                        help="what a column, named by its heading or its letter,"
                        " holds, or nothing; repeats")  # fmt: skip
    people.set_defaults(
        run=lambda o: commands.import_people(
            Settings.load(), o.workshop, o.file, apply=o.apply, sheets=o.sheet, columns=o.map
        )
    )
    assign = add("assign", help="split the people over the groups")
    assign.add_argument("workshop")
    assign.add_argument("--seed", type=int, default=0)
    assign.add_argument("--publish", action="store_true")
    assign.set_defaults(
        run=lambda o: commands.assign(Settings.load(), o.workshop, seed=o.seed, publish=o.publish)
    )
    _add_solve(add)
    forms = add("forms", help="show or set which forms are open")
    forms.add_argument("workshop")
    forms.add_argument("number", nargs="?", help="a strategy's number, or overall")
    change = forms.add_mutually_exclusive_group()
    change.add_argument("--open", dest="is_open", action="store_true", default=None)
    change.add_argument("--close", dest="is_open", action="store_false")
    forms.add_argument("--group")
    forms.set_defaults(
        run=lambda o: commands.forms(
            Settings.load(), o.workshop, number=o.number, group=o.group, is_open=o.is_open
        )
    )
    links = add("links", help="personal links as CSV: id,name,group,status,code,link")
    links.add_argument("workshop")
    links.set_defaults(run=lambda o: commands.links(Settings.load(), o.workshop))
    report = add("report", help="write the results; the ending of FILE chooses the kind")
    report.add_argument("workshop")
    report.add_argument("file", type=Path)
    report.set_defaults(run=lambda o: commands.report(Settings.load(), o.workshop, o.file))


def _add_solve(add: Callable[..., argparse.ArgumentParser]) -> None:
    solve = add("solve", help="solve an instance file and print the result as JSON")
    solve.add_argument("file", type=Path)
    solve.add_argument("--order", default="PBSD")
    solve.add_argument("--seed", type=int, default=0)
    solve.add_argument("--effort", choices=("quick", "normal", "thorough"), default="normal")
    solve.add_argument("--limit", type=float, help="seconds; a safety stop")
    solve.set_defaults(run=_solve)


def _solve(options: argparse.Namespace) -> int:
    result, status = commands.solve(
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
    commands.serve(
        Settings.load(), host=options.host, port=options.port,
        tls_cert=options.tls_cert, tls_key=options.tls_key,
    )  # fmt: skip
