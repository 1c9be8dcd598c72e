"""The yardstick: Flask and SQLAlchemy storing one row in SQLite, under the product's server.

python -m tests.bench.bare PORT FOLDER
"""

import sys
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, request
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from workshop import serving


class Base(DeclarativeBase):
    """The one table."""


class Row(Base):
    """What is stored."""

    __tablename__ = "row"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


def bare_app(file: Path) -> Flask:
    """Stores the posted text durably (WAL, synchronous=FULL) and redirects."""
    engine = sa.create_engine(
        f"sqlite:///{file}", connect_args={"timeout": 20}, pool_size=32, max_overflow=32
    )

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    Base.metadata.create_all(engine)
    app = Flask(__name__)

    @app.post("/")
    def store() -> tuple[str, int, dict[str, str]]:
        with Session(engine) as session, session.begin():
            session.add(Row(text=request.form["text"]))
        return "", 303, {"Location": "/"}

    @app.get("/healthz")
    def healthz() -> str:
        return "ok"

    return app


if __name__ == "__main__":
    serving.serve(bare_app(Path(sys.argv[2]) / "bare.db"), "127.0.0.1", int(sys.argv[1]))
