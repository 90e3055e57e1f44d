"""Memento: TimeGate, TimeMaps, and the availability question."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from rooms.replay.served import AT, Client, Made, answer

if TYPE_CHECKING:
    from pathlib import Path

URL = "http://news.example/harbour"
TIMES = [AT + timedelta(days=days) for days in (0, 10, 40)]
STAMPS = ["20240501103000", "20240511103000", "20240610103000"]


@pytest.fixture
def client(tmp_path: Path) -> Client:
    made = Made(tmp_path)
    for number, at in enumerate(TIMES):
        made.keep((URL, answer(b"<p>%d</p>" % number)), at=at)
    return made.client()


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (None, 2),
        ("Wed, 01 May 2024 00:00:00 GMT", 0),
        ("Tue, 07 May 2024 10:30:00 GMT", 1),
        ("Mon, 01 Jan 1990 00:00:00 GMT", 0),
        ("Sun, 01 Jan 2040 00:00:00 GMT", 2),
    ],
)
def test_the_gate_leads_to_the_nearest(client: Client, wanted: str | None, expected: int) -> None:
    headers = {} if wanted is None else {"Accept_Datetime": wanted}
    got = client.get(f"/web/{URL}", **headers)
    assert (got.status, got.headers["location"]) == (302, f"/web/{STAMPS[expected]}/{URL}")
    assert got.headers["vary"] == "accept-datetime"
    assert f'<{URL}>; rel="original"' in got.headers["link"]
    assert f'</web/timemap/link/{URL}>; rel="timemap"; type="application/link-format"' in got.headers["link"]


@pytest.mark.parametrize("wanted", ["yesterday", "2024-05-01", "Wed, 99 May 2024 00:00:00 GMT"])
def test_a_date_that_is_none(client: Client, wanted: str) -> None:
    got = client.get(f"/web/{URL}", Accept_Datetime=wanted)
    assert got.status == 400
    assert "Accept-Datetime is not like" in got.text


@pytest.mark.parametrize("modifier", ["", "mp_", "id_"])
def test_a_memento_says_when_and_of_what(client: Client, modifier: str) -> None:
    got = client.get(f"/web/{STAMPS[1]}{modifier}/{URL}")
    assert got.headers["memento-datetime"] == "Sat, 11 May 2024 10:30:00 GMT"
    for part in (
        f'<{URL}>; rel="original"',
        f'</web/{URL}>; rel="timegate"',
        f'</web/{STAMPS[1]}/{URL}>; rel="memento"',
    ):
        assert part in got.headers["link"]


def test_the_map_as_links(client: Client) -> None:
    got = client.get(f"/web/timemap/link/{URL}")
    assert got.headers["content-type"].startswith("application/link-format")
    base = "http://127.0.0.1:8000"
    first, last = "Wed, 01 May 2024 10:30:00 GMT", "Mon, 10 Jun 2024 10:30:00 GMT"
    assert got.text == (
        f'<{URL}>; rel="original",\n'
        f'<{base}/web/timemap/link/{URL}>; rel="self"; type="application/link-format"; from="{first}"; until="{last}",\n'
        f'<{base}/web/{URL}>; rel="timegate",\n'
        f'<{base}/web/{STAMPS[0]}/{URL}>; rel="first memento"; datetime="{first}",\n'
        f'<{base}/web/{STAMPS[1]}/{URL}>; rel="memento"; datetime="Sat, 11 May 2024 10:30:00 GMT",\n'
        f'<{base}/web/{STAMPS[2]}/{URL}>; rel="last memento"; datetime="{last}"\n'
    )


def test_the_map_as_json(client: Client) -> None:
    found = json.loads(client.get(f"/web/timemap/json/{URL}").text)
    uris = [f"http://127.0.0.1:8000/web/{stamp}/{URL}" for stamp in STAMPS]
    assert found["original_uri"] == URL
    assert [each["uri"] for each in found["mementos"]["list"]] == uris
    assert found["mementos"]["list"][0]["datetime"] == "2024-05-01T10:30:00Z"
    assert (found["mementos"]["first"]["uri"], found["mementos"]["last"]["uri"]) == (uris[0], uris[2])
    assert found["timegate_uri"] == f"http://127.0.0.1:8000/web/{URL}"


def test_a_map_of_nothing(client: Client) -> None:
    assert client.get("/web/timemap/link/http://elsewhere.example/").status == 404
    assert client.get("/web/timemap/json/javascript:x").status == 400


def test_what_stood_in_is_in_the_map_of_what_was_wanted(tmp_path: Path) -> None:
    made = Made(tmp_path).keep((URL, answer(b"x", status="451 Law")), at=TIMES[1])
    made.keep(("http://mirror.example/harbour", answer(b"y")), at=TIMES[0], requested_url=URL)
    made.keep(("http://mirror.example/harbour", answer(b"z")), at=TIMES[2], requested_url=URL)
    text = made.client().get(f"/web/timemap/link/{URL}").text
    assert re.findall(r"/web/([0-9]{14})/", text) == STAMPS
    listed = made.client().get(f"/web/*/{URL}").text
    assert re.findall(r'href="/web/([0-9]{14})/', listed) == STAMPS[::-1]
    assert "http://mirror.example/harbour" in listed


@pytest.mark.parametrize(
    "url", ['http://news.example/a"b>c', "http://news.example/<a>;rel=x", "http://news.example/a%0d%0aX:y"]
)
def test_no_address_ends_a_link_early(url: str, tmp_path: Path) -> None:
    client = Made(tmp_path).keep((url, answer(b"x"))).client()
    text = client.get(f"/web/timemap/link/{url}").text
    assert re.fullmatch(r'(<[^<>"\s]*>; [a-z]+="[^"<>]*"(; [a-z]+="[^"<>]*")*,?\n)+', text)
    for path in (f"/web/20240501103000mp_/{url}", f"/web/{url}"):
        assert re.fullmatch(
            r'<[^<>"\s]*>(; [a-z]+="[^"<>]*")+(, <[^<>"\s]*>(; [a-z]+="[^"<>]*")+)*', client.get(path).headers["link"]
        )


def test_what_is_available(client: Client) -> None:
    found = json.loads(client.get(f"/wayback/available?url={URL}&timestamp=20240512").text)
    where = f"http://127.0.0.1:8000/web/{STAMPS[1]}/{URL}"
    closest = {"status": "200", "available": True, "url": where, "timestamp": STAMPS[1]}
    assert found == {"url": URL, "timestamp": "20240512", "archived_snapshots": {"closest": closest}}
    assert json.loads(client.get("/wayback/available?url=elsewhere.example").text)["archived_snapshots"] == {}
    assert client.get("/wayback/available?url=javascript:x").status == 400
    assert client.get(f"/wayback/available?url={URL}&timestamp=x").status == 400
