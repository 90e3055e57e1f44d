"""The API answers what its description says, to anything."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rooms.web.room_kit import HOSTILE, article, capture, hostile, opened, path_of, record_id

from crawler.model import MirrorAddress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

SAME = {"url": "https://news.example/story", "key": "/story"}
RECORD = path_of(1).rpartition("/")[2]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    claim = MirrorAddress(kind="web-mirror", address="https://mirror.example/", host="mirror.example")
    told = (
        article(1, "The ferry is late.", mirrors=[claim], **SAME),
        article(2, "The ferry is very late.", **SAME),
        hostile(3),
        article(4, "Not \ud800 text", outlet="\ud800", headline="\udfff"),
    )
    with opened(tmp_path_factory.mktemp("api"), *told) as opened_client:
        yield opened_client


@pytest.fixture(scope="module")
def often_captured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Two of the captures are of one moment, and one is called as other writers do."""
    rows = [capture(number, url=SAME["url"]) for number in range(1, 7)]
    rows.append(replace(rows[-1], record_id=record_id(7)))
    rows.append(replace(capture(8, url=SAME["url"]), record_id="a name, of: another/writer"))
    with opened(tmp_path_factory.mktemp("often"), captures=rows) as opened_client:
        yield opened_client


@pytest.fixture(scope="module")
def many_stories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Three of one moment."""
    days = ("2026-11-20", "2026-11-21", "2026-11-21", "2026-11-21", "2026-11-23")
    told = [article(number, "The ferry.", published_at=f"{day}T08:00:00+00:00") for number, day in enumerate(days, 1)]
    with opened(tmp_path_factory.mktemp("many"), *told) as opened_client:
        yield opened_client


EXAMPLES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/api/search", {"q": "ferry"}),
    ("/api/search", {"q": "has:photos", "sort": "newest", "limit": 1, "offset": 1}),
    ("/api/recent", {}),
    ("/api/recent", {"outlet": "The Example News"}),
    (f"/api/articles/{RECORD}", {}),
    (f"/api/articles/{record_id(1)}", {}),
    (f"/api/articles/{RECORD}/versions", {}),
    ("/api/captures", {"url": SAME["url"]}),
    ("/api/captures", {"url": SAME["url"], "limit": 1}),
    ("/api/captures", {"url": "nothing"}),
    ("/api/outlets", {}),
    ("/api/outlets/addresses", {"name": "The Example News"}),
    ("/api/outlets/addresses", {"name": HOSTILE}),
    ("/api/coverage", {}),
    ("/api/coverage", {"from": "2026-11-01", "to": "2026-11-30"}),
    ("/api/coverage", {"from": "2026-11-01"}),
    ("/api/jobs", {}),
    ("/api/counts", {}),
)


def schema_of(description: dict[str, Any], path: str, status: str) -> dict[str, Any]:
    parts = path.split("/")
    known = next(
        template
        for template in sorted(description["paths"], reverse=True)
        if len(template.split("/")) == len(parts)
        and all(a == b or a.startswith("{") for a, b in zip(template.split("/"), parts, strict=True))
    )
    answer = description["paths"][known]["get"]["responses"][status]
    return {**answer["content"]["application/json"]["schema"], "components": description["components"]}


@pytest.mark.parametrize(("path", "asked"), EXAMPLES, ids=str)
def test_answers_are_as_described(client: TestClient, path: str, asked: dict[str, Any]) -> None:
    description = client.get("/api/openapi.json").json()
    answer = client.get(path, params=asked)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    jsonschema_rs.validate(schema_of(description, path, "200"), answer.json())


def test_every_operation_has_an_example(client: TestClient) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    asked = {path.replace(RECORD, "{record}") for path, _ in EXAMPLES}
    assert set(paths) - asked == set()


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        ("/api/search", 400, "q is missing"),
        ("/api/search?q=", 400, "q is empty or longer than 1000 characters"),
        ("/api/search?q=a&limit=0", 400, "limit is no number from 1 to 100"),
        ("/api/search?q=a&limit=²", 400, "limit is no number from 1 to 100"),
        ("/api/search?q=a&sort=x", 400, "sort is none of best, newest, oldest"),
        ("/api/search?q=a&q=b", 400, "q is given more than once"),
        ("/api/search?q=a&x=1", 400, "there is no parameter 'x'; there are q, sort, limit, offset, after"),
        ("/api/search?q=from:x", 400, "search 'from:x': from:x is not a day such as 2026-11-24, 2026-11 or 2026"),
        ("/api/outlets?x=1", 400, "there is no parameter 'x'; there are none"),
        (
            "/api/coverage?from=2026-11-02&to=2026-11-01",
            400,
            "from and to are not in order, or more than 366 days apart",
        ),
        ("/api/captures?url=x&after=1", 400, "after is not what an answer gave as next"),
        ("/api/captures?url=x&after=-99999999999999999,x", 400, "after is not what an answer gave as next"),
        ("/api/captures?url=x&after=99999999999999999,x", 200, None),
        ("/api/recent?after=1", 400, "after is not what an answer gave as next"),
        ("/api/search?q=has:photos&after=x,1", 400, "after is not what an answer gave as next"),
        ("/api/search?q=ferry&after=,1", 400, "after goes with sort=newest and sort=oldest"),
        ("/api/search?q=ferry&sort=newest&after=,1", 200, None),
        ("/api/coverage?from=x", 400, "from is not a day such as 2026-11-24"),
        ("/api/coverage?from=2026-W47-1", 400, "from is not a day such as 2026-11-24"),
        ("/api/coverage?from=9998-12-31", 400, None),
        ("/api/coverage?to=1970-01-01", 200, None),
        ("/api/articles/x", 404, "No capture of that name is in the archive."),
        ("/api/articles/x/versions", 404, "No capture of that name is in the archive."),
        ("/api/recent?outlet=x", 404, "The archive has no article of an outlet of that name."),
        ("/api/outlets/addresses?name=x", 404, "The archive has no article of an outlet of that name."),
        ("/api/nothing", 404, "There is no page at this address."),
    ],
)
def test_mistakes_are_one_line(client: TestClient, path: str, status: int, error: str | None) -> None:
    answer = client.get(path)
    if error is not None:
        assert (answer.status_code, answer.json()) == (status, {"error": error})
    assert answer.status_code in (status, 200)


@settings(max_examples=25, deadline=None)
@given(limit=st.integers(1, 9))
def test_the_captures_of_an_address_are_walked_through_from_next_to_next(
    often_captured: TestClient, limit: int
) -> None:
    met: list[str] = []
    asked: dict[str, Any] = {"url": SAME["url"], "limit": limit}
    while True:
        answer = often_captured.get("/api/captures", params=asked).json()
        assert (answer["total"], len(answer["captures"]) <= limit) == (8, True)
        met += [capture["record_id"] for capture in answer["captures"]]
        if answer["next"] is None:
            break
        asked["after"] = answer["next"]
    # Two of the same moment, and one whose name is no UUID, have their places too.
    assert met == [*(record_id(number) for number in range(1, 8)), "a name, of: another/writer"]


@pytest.mark.parametrize("limit", [1, 2, 4])
@pytest.mark.parametrize(
    ("path", "asked", "name"),
    [
        ("/api/recent", {}, "stories"),
        ("/api/recent", {"outlet": "The Example News"}, "stories"),
        ("/api/search", {"q": "ferry", "sort": "newest"}, "found"),
        ("/api/search", {"q": "ferry", "sort": "oldest"}, "found"),
        ("/api/search", {"q": "from:2000"}, "found"),
    ],
    ids=str,
)
def test_stories_are_walked_through_from_next_to_next(
    many_stories: TestClient, path: str, asked: dict[str, Any], name: str, limit: int
) -> None:
    whole = [each["url"] for each in many_stories.get(path, params={**asked, "limit": 100}).json()[name]]
    met: list[str] = []
    following: str | None = None
    while True:
        part = {} if following is None else {"after": following}
        answer = many_stories.get(path, params={**asked, "limit": limit, **part}).json()
        met += [each["url"] for each in answer[name]]
        following = answer["next"]
        if following is None:
            break
    assert (met, len(met)) == (whole, len(set(whole)))
    assert len(whole) >= 5


def test_a_broken_archive_is_told_and_nothing_more(client: TestClient, tmp_path: Path) -> None:
    with opened(tmp_path, article(1, "Text")) as other:
        other.app.state.room.index._engine.dispose()  # type: ignore[attr-defined]  # connections are opened anew
        (tmp_path / "index.sqlite").write_bytes(b"broken" * 10_000)
        for suffix in ("-wal", "-shm"):
            (tmp_path / f"index.sqlite{suffix}").unlink(missing_ok=True)
        told = other.get("/api/search?q=text")
        assert (told.status_code, list(told.json())) == (503, ["error"])
        page = other.get(path_of(1))
        assert (page.status_code, "Traceback" in page.text) == (503, False)


def test_the_page_of_the_api_names_every_operation(client: TestClient) -> None:
    page = client.get("/api").text
    assert [path for path in client.get("/api/openapi.json").json()["paths"] if f"GET {path}" not in page] == []
