"""The floor everything stands on: the app starts, commits last, errors are sentences."""

from workshop.db import engine_for


def test_an_acknowledged_commit_survives_power_loss(tmp_path):
    """WAL with synchronous=FULL (2): the log is on disk before a commit returns."""
    engine = engine_for(f"sqlite:///{tmp_path / 'x.db'}")
    with engine.connect() as connection:
        ask = connection.exec_driver_sql
        assert ask("PRAGMA journal_mode").scalar() == "wal"
        assert ask("PRAGMA synchronous").scalar() == 2
        assert ask("PRAGMA foreign_keys").scalar() == 1
        assert ask("PRAGMA secure_delete").scalar() == 1
    engine.dispose()


def test_an_unknown_page_is_answered_with_a_sentence_and_the_headers(browser):
    response = browser.get("/no-such-page?lang=en")
    assert response.status_code == 404
    assert "No such page" in response.text
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
