"""The CDX server: both dialects, every parameter, and questions made to hurt."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pytest
from rooms.index.made import OTHER_DIGEST, capture
from rooms.replay.served import Client
from starlette.applications import Starlette

from crawler.archive.places import WarcFiles
from crawler.config import ArchiveConfig
from crawler.index import CaptureKind, CaptureRow, Index
from crawler.replay.routes import replay_routes
from crawler.replay.timestamps import timestamp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WAYBACK, PYWB = "/cdx/search/cdx", "/coll/cdx"
PLACES = ["http://news.example/", "http://news.example/a/1", "http://news.example/a/2", "http://www.news.example/b", "https://blog.news.example/a", "http://news.example:8080/a", "http://newsexample/"]  # fmt: skip
LONG = 7_000


def row(number: int, url: str, *, days: int, **changes: object) -> CaptureRow:
    values = {"status": 200, "mime": "text/html", "payload_digest": OTHER_DIGEST, **changes}
    found = capture(number, url=url, **values)
    return capture(number, url=url, captured_at=found.captured_at.replace(day=1) + timedelta(days=days), **values)


ROWS = [
    row(number, url, days=days) for number, (days, url) in enumerate(((d, u) for d in (0, 9, 20) for u in PLACES), 1)
]
ROWS += [
    row(50, "http://news.example/a/1", days=25, kind=CaptureKind.REVISIT),
    row(51, "http://news.example/a/1", days=26, status=404),
    row(52, "http://news.example/a/1", days=27, kind=CaptureKind.UNANSWERED, status=None),
    row(53, "http://news.example/i.png", days=1, mime="image/png", payload_digest=None),
]
SERIES = [
    row(100 + number, "http://series.example/", days=days, payload_digest=f"sha1:{letter * 32}")
    for number, (days, letter) in enumerate([(0, "A"), (1, "A"), (2, "B"), (31, "B"), (62, "C"), (63, "C"), (400, "D")])
]
"""In November A, A, B; in December B; in January C, C; in the next December D."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("cdx")
    with Index.open(folder / "index.sqlite") as index:
        index.add_captures(ROWS + SERIES)
        index.add_captures([row(1_000 + n, f"http://long.example/{n:05}", days=0) for n in range(LONG)])
        index.commit()
        yield Client(Starlette(routes=replay_routes(index, WarcFiles(ArchiveConfig(folder=folder), index))))


def lines(client: Client, path: str = WAYBACK, **asked: Any) -> list[str]:
    pairs = [
        (name.rstrip("_"), each)
        for name, value in asked.items()
        for each in (value if isinstance(value, list) else [value])
    ]
    got = client.get(f"{path}?{urlencode(pairs)}")
    assert got.status == 200, got.text
    return got.text.splitlines()


def addresses(found: list[str]) -> list[str]:
    return [line.split(" ")[2] for line in found]


def test_seven_fields_divided_by_spaces(client: Client) -> None:
    assert lines(client, url="news.example/a/1", limit=1) == [
        "example,news)/a/1 20261101083002 http://news.example/a/1 text/html 200 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA 900"
    ]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"url": "news.example/a/1"}, {"http://news.example/a/1"}),
        ({"url": "http://www.news.example/a/1/"}, {"http://news.example/a/1"}),
        ({"url": "news.example/a/*"}, {"http://news.example/a/1", "http://news.example/a/2"}),
        ({"url": "news.example/a/", "matchType": "prefix"}, {"http://news.example/a/1", "http://news.example/a/2"}),
        ({"url": "news.example", "matchType": "host"}, {*PLACES[:4], PLACES[5], "http://news.example/i.png"}),
        ({"url": "*.news.example"}, {*PLACES[:6], "http://news.example/i.png"}),
        ({"url": "news.example/x", "matchType": "domain"}, {*PLACES[:6], "http://news.example/i.png"}),
        ({"url": "elsewhere.example/*"}, set()),
    ],
)
def test_which_addresses(client: Client, asked: dict[str, str], expected: set[str]) -> None:
    found = lines(client, **asked)
    assert set(addresses(found)) == expected
    assert found == sorted(found, key=lambda line: line.split(" ")[:2])


def stamps(found: list[str]) -> list[str]:
    return [line.split(" ")[1][6:8] for line in found]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["01", "10", "21", "26", "27"]),
        ({"from_": "20261110"}, ["10", "21", "26", "27"]),
        ({"to": "20261110"}, ["01", "10"]),
        ({"from_": "202611", "to": "2026"}, ["01", "10", "21", "26", "27"]),
        ({"limit": 2}, ["01", "10"]),
        ({"limit": -2}, ["26", "27"]),
        ({"limit": 0}, []),
        ({"offset": 1, "limit": 2}, ["10", "21"]),
        ({"sort": "reverse", "limit": 2}, ["27", "26"]),
        ({"sort": "closest", "closest": "20261112"}, ["10", "21", "01", "26", "27"]),
        ({"closest": "2026", "limit": 1}, ["01"]),
        ({"filter": "statuscode:404"}, ["27"]),
        ({"filter": "!statuscode:2.."}, ["27"]),
        ({"filter": "statuscode:4"}, []),
        ({"filter": "~statuscode:4"}, ["27"]),
        ({"filter": "=status:404"}, ["27"]),
        ({"filter": ["statuscode:200", "!mimetype:warc/.*"]}, ["01", "10", "21"]),
        ({"filter0": "statuscode:200", "filter1": "timestamp:202611[01].*"}, ["01", "10"]),
        ({"collapse": "statuscode"}, ["01", "27"]),
        ({"collapse0": "timestamp:7"}, ["01", "10", "21"]),
        ({"collapse": "digest"}, ["01"]),
        ({"resolveRevisits": "true", "filter": "mimetype:text/html"}, ["01", "10", "21", "26", "27"]),
        ({"filter": "mimetype:warc/revisit"}, ["26"]),
    ],
)
def test_which_captures(client: Client, asked: dict[str, Any], expected: list[str]) -> None:
    assert stamps(lines(client, url="news.example/a/1", **asked)) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["A1", "A2", "B3", "B2", "C2", "C3", "D6"]),
        ({"collapse": "digest"}, ["A1", "B3", "C2", "D6"]),
        ({"collapse": "digest", "limit": -2}, ["C2", "D6"]),
        ({"collapse": "digest", "limit": -2, "offset": 1}, ["B3", "C2"]),
        ({"collapse": "digest", "limit": -9, "offset": 2}, ["A1", "B3"]),
        ({"collapse": "timestamp:6", "limit": -3}, ["B2", "C2", "D6"]),
        ({"collapse": "digest", "sort": "reverse"}, ["D6", "C3", "B2", "A2"]),
        ({"collapse": "digest", "sort": "reverse", "limit": -2}, ["B2", "A2"]),
        ({"collapse": ["timestamp:6", "digest"]}, ["A1", "B2", "C2", "D6"]),
        ({"collapse": ["digest", "timestamp:6"]}, ["A1", "B2", "C2", "D6"]),
        ({"collapse": ["timestamp:4", "digest"]}, ["A1", "C2"]),
        ({"page": 0, "limit": -2}, ["C3", "D6"]),
        ({"closest": "20261101", "limit": -2}, ["C3", "D6"]),
    ],
)
def test_of_neighbours_only_the_first(client: Client, asked: dict[str, Any], expected: list[str]) -> None:
    found = [line.split() for line in lines(client, url="series.example", fl="digest,timestamp", **asked)]
    assert [digest[0] + at[7] for digest, at in found] == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"filter": "=status:404"}, ["27"]),
        ({"filter": "!=status:200"}, ["27"]),
        ({"filter": "status:4"}, ["27"]),
        ({"filter": "~status:4.*"}, ["27"]),
        ({"filter": "~status:4"}, []),
        ({"filter": "!mime:html"}, ["26"]),
        ({"limit": 2, "from_": "20261105"}, ["10", "21"]),
    ],
)
def test_the_other_dialect(client: Client, asked: dict[str, Any], expected: list[str]) -> None:
    found = lines(client, PYWB, url="news.example/a/1", **asked) if expected else []
    assert stamps(found) == expected
    got = client.get(
        "/coll-index?"
        + urlencode([(name.rstrip("_"), value) for name, value in {"url": "news.example/a/1", **asked}.items()])
    )
    assert got.status == (200 if expected else 404)
    assert got.text.splitlines() == found or json.loads(got.text) == {
        "message": "No Captures found for: news.example/a/1"
    }


def test_the_shapes(client: Client) -> None:
    asked = {"url": "news.example/i.png"}
    values = [
        "example,news)/i.png",
        timestamp(ROWS[-1].captured_at),
        "http://news.example/i.png",
        "image/png",
        "200",
        "-",
        "900",
    ]
    names = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
    assert json.loads("\n".join(lines(client, output="json", **asked))) == [names, values]
    assert lines(client, url="elsewhere.example", output="json") == ["[]"]
    assert lines(client, fl="statuscode,mime", **asked) == ["200 image/png"]
    (line,) = lines(client, PYWB, **asked)
    key, at, rest = line.split(" ", 2)
    assert (key, at) == tuple(values[:2])
    assert json.loads(rest) == {"url": values[2], "mime": "image/png", "status": "200", "digest": "-", "length": "900", "offset": "53000", "filename": "2026/11/a.warc.gz"}  # fmt: skip
    assert json.loads(lines(client, PYWB, output="json", **asked)[0]) == {
        "urlkey": key,
        "timestamp": at,
        **json.loads(rest),
    }
    assert json.loads(lines(client, PYWB, output="json", fl="url", **asked)[0]) == {"url": values[2]}


def test_pages_end(client: Client) -> None:
    assert lines(client, url="long.example/*", showNumPages="true") == ["3"]
    assert json.loads(lines(client, PYWB, url="long.example/*", showNumPages="true")[0]) == {
        "pages": 3,
        "pageSize": 1,
        "blocks": 3,
    }
    pages = [lines(client, url="long.example/*", page=page) for page in range(3)]
    assert [len(page) for page in pages] == [3_000, 3_000, 1_000]
    assert [line for page in pages for line in page] == lines(client, url="long.example/*")
    assert len(lines(client, url="long.example/*", page=1, pageSize=2)) == 1_000
    for path in (WAYBACK, PYWB):
        assert client.get(f"{path}?url=long.example/*&page=3").status == 400
    assert lines(client, url="elsewhere.example/*", page=0) == []


def test_a_resumption_key_goes_on_where_it_stopped(client: Client) -> None:
    whole = lines(client, url="long.example/*", filter="original:.*[05]")
    found: list[str] = []
    asked: dict[str, Any] = {
        "url": "long.example/*",
        "filter": "original:.*[05]",
        "limit": 600,
        "showResumeKey": "true",
    }
    answers = 0
    while True:
        *page, blank, key = [*lines(client, **asked), "", ""][: 602 if answers < 2 else 600]
        answers += 1
        found += [line for line in [*page, *([] if blank == "" else [blank, key])] if line]
        if blank != "":
            break
        asked["resumeKey"] = key
        if not key:
            break
    assert found == whole
    assert answers == 3


def test_a_resumption_key_stands_behind_an_empty_row_in_json(client: Client) -> None:
    asked = {"url": "long.example/*", "limit": "4000", "showResumeKey": "true", "output": "json"}
    _, *first, empty, key = json.loads(client.get(f"{WAYBACK}?{urlencode(asked)}").body)
    _, *second = json.loads(client.get(f"{WAYBACK}?{urlencode({**asked, 'resumeKey': key[0]})}").body)
    assert empty == []
    assert [" ".join(row) for row in first + second] == lines(client, url="long.example/*")


@pytest.mark.parametrize(
    "asked",
    [
        {"url": "news.example/a/*", "collapse": "urlkey"},
        {"url": "series.example", "collapse": "digest"},
        {"url": "series.example", "collapse": ["timestamp:6", "digest"]},
        {"url": "series.example", "collapse": "digest", "sort": "reverse"},
        {"url": "news.example/*", "collapse": "urlkey", "filter": "statuscode:200"},
    ],
)
def test_a_resumption_key_is_behind_what_was_left_out(client: Client, asked: dict[str, Any]) -> None:
    found: list[str] = []
    key: dict[str, str] = {}
    while True:
        line, *rest = lines(client, **asked, limit=1, showResumeKey="true", **key)
        found.append(line)
        if not rest:
            break
        key = {"resumeKey": rest[1]}
    assert found == lines(client, **asked)
    assert len(found) > 1


def test_the_last_ones_behind_a_resumption_key(client: Client) -> None:
    key = lines(client, url="series.example", limit=2, showResumeKey="true")[-1]
    behind = lines(client, url="series.example", resumeKey=key)
    assert len(behind) == len(SERIES) - 2
    assert lines(client, url="series.example", resumeKey=key, limit=-2) == behind[-2:]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"url": "javascript:x"},
        {"url": "a.example", "matchType": "near"},
        {"url": "a.example", "from": "yesterday"},
        {"url": "a.example", "to": "20241399"},
        {"url": "a.example", "closest": "x"},
        {"url": "a.example/*", "closest": "2024"},
        {"url": "*.a.example", "closest": "2024", "sort": "closest"},
        {"url": "*", "closest": "2024"},
        {"url": "a.example", "closest": "2024", "matchType": "host"},
        {"url": "a.example", "collapse": "digest", "limit": "-1", "offset": "999999999"},
        {"url": "a.example", "limit": "many"},
        {"url": "a.example", "limit": "9" * 5_000},
        {"url": "a.example", "page": "-1"},
        {"url": "a.example", "filter": "statuscode"},
        {"url": "a.example", "filter": "colour:red"},
        {"url": "a.example", "filter": "=~statuscode:2"},
        {"url": "a.example", "collapse": "timestamp:x"},
        {"url": "a.example", "collapse": "colour"},
        {"url": "a.example", "fl": "colour"},
        {"url": "a.example", "output": "xml"},
        {"url": "a.example", "resumeKey": "x"},
        {"url": "a.example", "resumeKey": "WyJhIl0"},
        {"url": "a.example", "resumeKey": "W251bGwsbnVsbCxudWxsXQ"},
        {"url": "a.example", **{f"filter{n}": "statuscode:200" for n in range(30)}},
        {f"x{n}": "1" for n in range(200)},
    ],
    ids=lambda asked: next(reversed(asked.values()), "nothing")[:20],
)
def test_what_cannot_be_answered_is_told(client: Client, asked: dict[str, str]) -> None:
    for path in (WAYBACK, PYWB):
        got = client.get(f"{path}?{urlencode(asked)}")
        assert got.status == 400
        assert 0 < len(got.text.strip()) < 500


@pytest.mark.parametrize("pattern", ["(", "a" * 2_000, "((a{100}){100}){100}", "(?=a)", "(a)\\1", "(?P<x"])
def test_what_is_no_expression(client: Client, pattern: str) -> None:
    for path, sign in ((WAYBACK, ""), (PYWB, "~")):
        got = client.get(f"{path}?" + urlencode({"url": "a.example", "filter": f"{sign}original:{pattern}"}))
        assert got.status == 400
        assert "expression" in got.text


@pytest.mark.parametrize("pattern", ["(a+)+$", "(.*)*x", "(a|aa)+$", "(.*){20}x", "([a-z]+)*=", ".*.*.*.*.*.*=x"])
def test_no_expression_takes_long(client: Client, pattern: str) -> None:
    started = time.process_time()
    assert lines(client, url="long.example/*", filter=f"original:{pattern}") == []
    assert time.process_time() - started < 10


def test_nothing_is_reflected_as_markup(client: Client) -> None:
    for path in (
        f"{WAYBACK}?url={quote('<script>alert(1)</script>:x')}",
        f"{PYWB}?url=a.example&filter={quote('<script>')}",
    ):
        got = client.get(path)
        assert got.headers["content-type"].split(";")[0] in {"text/plain", "application/json"}
        assert got.headers["x-content-type-options"] == "nosniff"


def test_the_collection_is_listed(client: Client) -> None:
    (about,) = json.loads(client.get("/collinfo.json").text)
    assert about["cdx-api"] == "http://127.0.0.1:8000/coll-index"


def test_an_archive_whose_index_is_gone(tmp_path: Path) -> None:
    index = Index.open(tmp_path / "index.sqlite")
    client = Client(Starlette(routes=replay_routes(index, WarcFiles(ArchiveConfig(folder=tmp_path), index))))
    index.close()
    for file in tmp_path.glob("index.sqlite*"):
        file.write_bytes(b"no database at all, but a long text of no use" * 100)
    for path in (
        "/web/2024/http://a.example/",
        f"{WAYBACK}?url=a.example",
        "/wayback/available?url=a.example",
        "/web/timemap/link/http://a.example/",
    ):
        assert client.get(path).status == 503
