"""`workshop solve`: the engine on an instance file, without an installation."""

import sys
from pathlib import Path
from typing import Any

from workshop.domain.assignment.aside import libraries_aside
from workshop.domain.assignment.instance import refused, solve_file
from workshop.domain.assignment.problem import MalformedError
from workshop.errors import SettingsError


def solve(
    file: Path, *, order: str, seed: int, effort: str, limit: float | None
) -> tuple[dict[str, Any], int]:
    """The result of an instance file, and the exit code: 1 when it has no assignment.

    What is no instance gets a result too, and its sentence where a person at a terminal looks.
    """
    try:
        with libraries_aside():
            result = solve_file(file, order=order, seed=seed, effort=effort, limit=limit)
    except MalformedError as error:
        sys.stderr.write(f"{file}: {error}\n")
        result = refused(error)
    except ValueError as error:
        raise SettingsError(str(error)) from error
    return result, int(result["assignment"] is None)
