"""Who gets in, and what everybody is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rooms.web.room_kit import article, opened, path_of

from crawler.errors import BadSetting
from crawler.web import Access
from crawler.web.access import COOKIE, is_loopback

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = "a-token-of-enough-letters"


def locked() -> Access:
    return Access.for_host("192.0.2.7", token=TOKEN)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "archive.example", "10.0.0.1"])
def test_beyond_this_machine_only_with_a_token(host: str) -> None:
    with pytest.raises(BadSetting, match=r"^host: .* can be reached by other machines: that needs a token"):
        Access.for_host(host, token=None)
    with pytest.raises(BadSetting, match=r"^token: is shorter than 16 characters"):
        Access.for_host(host, token="short")
    assert Access.for_host(host, token=TOKEN).token == TOKEN


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.9.9.9"])
def test_this_machine_needs_none(host: str) -> None:
    assert is_loopback(host)
    assert Access.for_host(host, token=None).token is None


@pytest.mark.parametrize(
    ("access", "known", "unknown"),
    [
        (
            Access.for_host("127.0.0.1", token=None),
            ["localhost:8080", "127.0.0.1", "[::1]:80", "LOCALHOST"],
            ["evil.example", "192.0.2.7", "localhost.evil.example", "", "localhost:x", "a b", "127.0.0.1.evil.example"],
        ),
        (Access.for_host("127.0.0.1", token=None, names=["archive.test"]), ["archive.test:1"], ["x.archive.test"]),
        (
            Access.for_host("0.0.0.0", token=TOKEN),
            ["192.0.2.7:80", "[2001:db8::1]", "localhost"],
            ["evil.example", "999.1.1.1"],
        ),
        (Access.for_host("archive.example", token=TOKEN), ["archive.example"], ["192.0.2.7"]),
        (Access.for_host("2001:db8::7", token=TOKEN), ["[2001:db8::7]:8080"], ["[2001:db8::8]"]),
    ],
)
def test_names_of_the_room(access: Access, known: list[str], unknown: list[str]) -> None:
    assert [name for name in known if not access.knows(name)] == []
    assert [name for name in unknown if access.knows(name)] == []
    assert not access.knows(None)


def test_a_foreign_name_is_refused_before_anything_is_shown(tmp_path: Path) -> None:
    with opened(tmp_path, article(1, "Secret")) as client:
        answer = client.get(path_of(1), headers={"Host": "rebound.example"})
        assert (answer.status_code, "Secret" in answer.text) == (421, False)
        assert client.get(path_of(1)).status_code == 200


def test_without_the_token_there_is_only_the_door(tmp_path: Path) -> None:
    with opened(tmp_path, article(1, "Secret"), access=locked()) as client:
        for path in ("/", path_of(1), "/search?q=secret", "/nothing", "/image/x", "/web/2026/http://x.example/"):
            answer = client.get(path)
            assert (answer.status_code, "Secret" in answer.text) == (401, False), path
            assert 'name="token"' in answer.text
        told = client.get("/api/search?q=secret")
        assert (told.status_code, list(told.json())) == (401, ["error"])
        assert client.get("/static/room.css").status_code == 200


def test_the_token_opens_the_door_and_stays_out_of_the_cookie(tmp_path: Path) -> None:
    with opened(tmp_path, article(1, "Secret"), access=locked()) as client:
        wrong = client.post("/enter", data={"token": "another-token-of-enough"})
        assert (wrong.status_code, client.cookies.get(COOKIE)) == (403, None)
        answer = client.post("/enter", data={"token": TOKEN, "to": path_of(1)}, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, path_of(1))
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert TOKEN not in cookie
        assert "Secret" in client.get(path_of(1)).text
        client.post("/leave")
        assert client.get(path_of(1)).status_code == 401


def test_programs_bring_the_token_in_a_header(tmp_path: Path) -> None:
    with opened(tmp_path, article(1, "Secret"), access=locked()) as client:
        assert client.get(path_of(1), headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
        for wrong in ("Bearer x", "Bearer", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer é"):
            assert client.get(path_of(1), headers=[(b"Authorization", wrong.encode())]).status_code == 401
        client.cookies.set(COOKIE, TOKEN)
        assert client.get(path_of(1)).status_code == 401


@pytest.mark.parametrize(
    "to", ["//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nSet-Cookie: x=1", "javascript:alert(1)"]
)
def test_the_door_leads_nowhere_else(tmp_path: Path, to: str) -> None:
    with opened(tmp_path, access=locked()) as client:
        answer = client.post("/enter", data={"token": TOKEN, "to": to}, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_forms_of_other_sites_are_refused(tmp_path: Path) -> None:
    with opened(tmp_path, access=locked()) as client:
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
            assert client.post("/enter", data={"token": TOKEN}, headers=headers).status_code == 403
        own = {"Origin": "http://localhost"}
        assert client.post("/enter", data={"token": TOKEN}, headers=own, follow_redirects=False).status_code == 303
        assert client.post("/enter", data={"token": "x" * 5_000}).status_code == 413
        assert client.post("/enter", data=dict.fromkeys("abcdefghi", "1")).status_code == 400


def test_nothing_is_changed_by_other_methods(tmp_path: Path) -> None:
    with opened(tmp_path, article(1)) as client:
        for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
            assert client.request(method, path_of(1)).status_code == 405
        assert client.head(path_of(1)).status_code == 200
        left = client.get("/leave")
        assert (left.status_code, left.headers["allow"]) == (405, "POST")


def test_every_answer_has_the_safe_headers(tmp_path: Path) -> None:
    with opened(tmp_path, article(1)) as client:
        for path in ("/", path_of(1), "/search?q=a", "/search?q=!", "/nothing", "/static/room.css", "/robots.txt"):
            headers = client.get(path).headers
            assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'; img-src 'self'")
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "same-origin", "without it no Origin comes with a form"
        assert client.get("/", headers={"Host": "evil.example"}).headers["x-content-type-options"] == "nosniff"
        assert client.get("/search?q=" + "x" * 9_000).status_code == 414


@pytest.mark.parametrize("path", ["/web/x", "/wayback/x", "/cdx/x", "/coll/x", "/collection"])
def test_the_door_stands_in_no_frame_wherever_it_is_met(tmp_path: Path, path: str) -> None:
    with opened(tmp_path, access=locked()) as client:
        answer = client.get(path)
        assert answer.status_code == 401
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in client.post(path).headers["content-security-policy"]
