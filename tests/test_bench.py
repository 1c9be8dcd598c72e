"""One table tells everything that is measured."""

from pathlib import Path

from tests.bench import __main__ as every
from tests.bench.told import TABLE, Row, tell, told


def test_every_bench_is_in_the_one_table():
    benches = {
        file.stem
        for file in Path(every.__file__).parent.glob("[a-z]*.py")
        if "__main__" in file.read_text("utf-8")
    }
    assert benches - {"bare"} == set(every.SHORT), "bare is the yardstick of others"


def test_a_bench_tells_its_rows_to_the_table_and_none_when_run_by_itself(tmp_path, monkeypatch):
    monkeypatch.delenv(TABLE, raising=False)
    tell("nobody asks", "1 ms")
    file = tmp_path / "rows"
    monkeypatch.setenv(TABLE, str(file))
    tell("a page", "12.0 ms", "≤ 25 ms", met=True)
    tell("a rate", "40 a second")
    assert told(file) == [Row("a page", "12.0 ms", "≤ 25 ms", True), Row("a rate", "40 a second")]
