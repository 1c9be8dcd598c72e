"""Workshop: runs a focus-group workshop from invitation to report."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from workshop.settings import Settings


def create_app(settings: "Settings | None" = None) -> "Flask":
    """The application; reads the environment when no settings are given."""
    # Imported here: child processes and `workshop solve` need the package without the server.
    from workshop.application import assembled
    from workshop.settings import Settings

    return assembled(settings or Settings.load())
