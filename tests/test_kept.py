"""What was read is kept only while nobody wrote anything, and never what is undone again."""

import pytest
import sqlalchemy as sa

from workshop import db, kept


@pytest.fixture
def counting(tmp_path):
    """Counts rows in a new session each time; `asked` are the times it was really read."""
    database = db.Database(f"sqlite:///{tmp_path / 'a.sqlite'}")
    with db.open_session(database) as session, database.writing(session):
        session.execute(sa.text("CREATE TABLE seen (n INTEGER)"))

    def _counted(session):
        def find():
            _counted.asked += 1
            return session.scalar(sa.text("SELECT count(*) FROM seen"))

        return kept.read(session, "seen", find)

    _counted.asked, _counted.database = 0, database
    yield _counted
    database.engine.dispose()


def add(session):
    session.execute(sa.text("INSERT INTO seen VALUES (1)"))


def test_a_number_is_read_once_until_somebody_writes(counting):
    with db.open_session(counting.database) as reader:
        assert [counting(reader), counting(reader)] == [0, 0]
        assert counting.asked == 1
        with db.open_session(counting.database) as writer, counting.database.writing(writer):
            add(writer)
        assert counting(reader) == 0, "a page is of one moment"
        reader.commit()
        assert counting(reader) == 1, "another connection wrote"
        with counting.database.writing(reader):
            add(reader)
        assert counting(reader) == 2, "this very connection wrote"
        reader.commit()
        assert counting(reader) == 2
    assert counting.asked == 3


def test_what_is_undone_is_not_counted(counting):
    with db.open_session(counting.database) as session:
        assert counting(session) == 0
        counting.database.begin_writing(session)
        add(session)
        assert counting(session) == 1
        counting.database.give_up(session)
        assert counting(session) == 0
