"""Tables that DuckDB reads: Common Crawl's columns, sorted, parted by month; articles and what belongs to them."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from rooms.export.asked import archive_of_three
from rooms.index.made import article, capture, full_capture

from crawler.archive.folder import open_for_reading
from crawler.export.parquet import export as parquet_export
from crawler.export.parquet.captures import capture_values
from crawler.export.parquet.export import ParquetExport
from crawler.export.parquet.tables import CAPTURES
from crawler.export.selection import Selection
from crawler.export.work import begun
from crawler.index import Index, Span
from crawler.index.search.query import parse_query

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def tables(selection: Selection, target: Path, *, advance: Callable[[int], None] = lambda _: None) -> dict[str, int]:
    with begun(target, {"format": "parquet", **selection.as_json()}) as work:
        return ParquetExport(selection, work, advance).run()


def asked(target: Path, query: str) -> list[tuple[Any, ...]]:
    """Return what DuckDB answers; ``captures`` and the other tables are those of *target*."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    for name in ("captures", "articles", "photos", "mirrors", "versions"):
        if (target / name).exists():
            files = f"{target}/{name}/**/*.parquet"
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{files}', hive_partitioning = true)")
    return connection.execute(query).fetchall()


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index.open(tmp_path / "index.sqlite")


def test_duckdb_reads_all_tables(tmp_path: Path) -> None:
    target = tmp_path / "tables"
    with open_for_reading(archive_of_three(tmp_path)) as archive:
        counts = tables(Selection(archive), target)
        rows = list(archive.listing(Span()))
    assert counts["captures"] == 13 == asked(target, "SELECT count(*) FROM captures")[0][0]
    places = asked(
        target, "SELECT url, warc_filename, warc_record_offset, warc_record_length FROM captures ORDER BY 2, 3"
    )
    assert places == sorted(
        ((row.url, row.file_name, row.offset, row.length) for row in rows), key=lambda each: each[1:3]
    )
    assert asked(target, "SELECT DISTINCT crawl, subset FROM captures") == [("2031-03", "warc")]
    assert asked(target, "SELECT headline, count(*) FROM articles WHERE url LIKE '%/story/1' GROUP BY 1") == [
        ("Ferry 1 is late again", 2)
    ]
    assert asked(target, "SELECT count(*), max(caption) FROM photos WHERE url LIKE '%/story/7'") == [
        (1, "Ferry 7 in the harbour, late again.")
    ]
    versions = asked(target, "SELECT version, captures FROM versions WHERE url LIKE '%/story/1' ORDER BY 1")
    assert versions == [(1, 2)]


def test_each_file_is_sorted_by_key_and_time(index: Index, tmp_path: Path) -> None:
    index.add_captures([capture(number, url=f"https://news.example/{(number * 37) % 60}") for number in range(120)])
    index.commit()
    tables(Selection(index), tmp_path / "tables")
    connection = duckdb.connect()
    (path,) = (tmp_path / "tables" / "captures").rglob("*.parquet")
    keys = connection.execute(f"SELECT url_surtkey, fetch_time FROM read_parquet('{path}')").fetchall()
    assert len(keys) == 120
    assert keys == sorted(keys)


def test_the_columns_of_a_capture() -> None:
    row = full_capture(1, url="https://www.News.co.uk:8443/a/B?q=1#x", mime="text/html")
    values = capture_values(row)
    assert set(values) <= set(CAPTURES)
    told = {name: value for name, value in values.items() if name.startswith("url")}
    assert told == {
        "url_surtkey": "uk,co,news:8443)/a/b?q=1",
        "url": row.url,
        "url_host_name": "www.news.co.uk",
        "url_host_tld": "uk",
        "url_host_2nd_last_part": "co",
        "url_host_3rd_last_part": "news",
        "url_host_4th_last_part": "www",
        "url_host_registered_domain": "news.co.uk",
        "url_host_registry_suffix": "co.uk",
        "url_host_name_reversed": "uk.co.news.www",
        "url_protocol": "https",
        "url_port": 8443,
        "url_path": "/a/B",
        "url_query": "q=1",
    }
    assert values["content_digest"] == (row.payload_digest or "").removeprefix("sha1:")
    assert values["content_truncated"] == "time"
    assert "url_host_tld" not in capture_values(capture(1, url="http://192.0.2.7/"))
    assert "url_host_name" not in capture_values(capture(1, url="dns:news.example"))


def test_months_and_parts(index: Index, tmp_path: Path) -> None:
    at = [datetime(2026, month, 28, 23, 59, 59, 999_999, tzinfo=UTC) for month in (9, 11, 11)]
    urls = ("https://a.example/robots.txt", "https://a.example/", "https://a.example/gone")
    status = (200, 200, 404)
    index.add_captures(
        [
            capture(number, url=url, captured_at=moment, status=code)
            for number, (url, moment, code) in enumerate(zip(urls, at, status, strict=True))
        ]
    )
    index.commit()
    tables(Selection(index), tmp_path / "tables")
    assert asked(tmp_path / "tables", "SELECT crawl, subset, url FROM captures ORDER BY ALL") == [
        ("2026-09", "robotstxt", urls[0]),
        ("2026-11", "crawldiagnostics", urls[2]),
        ("2026-11", "warc", urls[1]),
    ]


def test_the_first_and_the_last_month_that_there_are(index: Index, tmp_path: Path) -> None:
    at = [
        datetime(1, 1, 2, tzinfo=UTC),
        datetime(2026, 11, 28, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    ]
    index.add_captures([capture(number, captured_at=moment) for number, moment in enumerate(at)])
    index.commit()
    tables(Selection(index), tmp_path / "tables")
    assert [row[0] for row in asked(tmp_path / "tables", "SELECT fetch_time::VARCHAR FROM captures ORDER BY 1")] == [
        "0001-01-02 00:00:00+00",
        "2026-11-28 00:00:00+00",
        "9999-12-31 23:59:59.999999+00",
    ]
    folders = {path.name for path in (tmp_path / "tables" / "captures").iterdir()}
    assert folders == {"crawl=0001-01", "crawl=2026-11", "crawl=9999-12"}


def test_of_a_search(tmp_path: Path) -> None:
    with open_for_reading(archive_of_three(tmp_path)) as archive:
        tables(Selection(archive, query=parse_query('"ferry 1"')), tmp_path / "tables")
    assert asked(tmp_path / "tables", "SELECT url, count(*) FROM captures GROUP BY 1") == [
        ("http://gazette.example/story/1", 2)
    ]
    assert asked(tmp_path / "tables", "SELECT DISTINCT url FROM articles") == [("http://gazette.example/story/1",)]


@pytest.mark.parametrize("stop_at", [3, 31, 60, 75, 119])
def test_interrupted_it_goes_on_and_holds_each_row_once(
    stop_at: int, index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_export, "PART_ARTICLES", 10)
    numbers = range(60)
    month = [datetime(2026, 1 + number % 3, 5, tzinfo=UTC) for number in numbers]
    index.add_captures([capture(number, captured_at=month[number]) for number in numbers])
    for number in numbers:
        index.add_article(article(number, key=f"/{number // 4}"), record_id=capture(number).record_id)
    index.commit()

    def stop(count: int) -> None:
        if count >= stop_at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tables(Selection(index), tmp_path / "tables", advance=stop)
    assert not (tmp_path / "tables").exists()
    counts = tables(Selection(index), tmp_path / "tables")
    assert counts == {"captures": 60, "articles": 60, "photos": 120, "mirrors": 60, "versions": 15}
    for name, count in counts.items():
        keys = "record_id" if name in ("captures", "articles", "versions") else "record_id || position"
        assert asked(tmp_path / "tables", f"SELECT count(*), count(DISTINCT {keys}) FROM {name}") == [(count, count)]


def test_halves_of_pairs_do_not_break_the_encoding(index: Index, tmp_path: Path) -> None:
    index.add_captures([capture(1)])
    index.add_article(article(1, body="broken \ud83d emoji", topics=["\udcff"]), record_id=capture(1).record_id)
    index.commit()
    tables(Selection(index), tmp_path / "tables")
    assert asked(tmp_path / "tables", "SELECT body, topics FROM articles") == [("broken ? emoji", ["?"])]


def test_without_pyarrow_it_is_one_clear_line(tmp_path: Path) -> None:
    archive_of_three(tmp_path)
    code = (
        "import sys; sys.modules['pyarrow'] = None; sys.argv[1:] = ['export', 'parquet', '--to', 'tables'];"
        "from crawler.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    said = "microfiche: parquet: needs pyarrow, which is not installed: pip install 'microfiche[export]'\n"
    assert (done.returncode, done.stderr) == (2, said)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive"]
