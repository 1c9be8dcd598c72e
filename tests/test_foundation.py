"""The floor everything stands on: the app starts, commits last, errors are sentences."""

import sqlalchemy as sa

from workshop.db import Database, open_session


def test_an_unknown_page_is_answered_with_a_sentence_and_the_headers(browser):
    response = browser.get("/no-such-page?lang=en")
    assert response.status_code == 404
    assert "No such page" in response.text
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_writing_transaction_begun_early_is_given_up_when_nobody_commits_it(tmp_path):
    """The next writer's turn comes although the first never reached `writing`."""
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    with open_session(database) as first, open_session(database) as second:
        database.begin_writing(first)
        first.connection().exec_driver_sql("CREATE TABLE lost (id INTEGER)")
        database.give_up(first)
        with database.writing(second):
            second.connection().exec_driver_sql("CREATE TABLE kept (id INTEGER)")
        assert sa.inspect(database.engine).get_table_names() == ["kept"]
    database.engine.dispose()


def test_a_writing_transaction_begun_early_is_committed_once(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    with open_session(database) as one:
        database.begin_writing(one)
        with database.writing(one):
            one.connection().exec_driver_sql("CREATE TABLE kept (id INTEGER)")
        with open_session(database) as other, database.writing(other):
            assert sa.inspect(other.connection()).get_table_names() == ["kept"]
    database.engine.dispose()
