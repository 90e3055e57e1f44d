"""No file is named by a server: not by its host, its addresses, its headers or its texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawl.command import FAST, run
from crawl.test_bad_input import GOOD

from crawler.demo.server import Answer, NewsServer

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.demo.server import Routes

EXPECTED = re.compile(
    r"archive|archive/(?:index|pace)\.sqlite(?:-wal|-shm)?|archive/warc(?:/\d{4}(?:/\d\d)?)?"
    r"|archive/coverage\.prom(?:\.lock)?|archive/warc/\d{4}/\d\d/[a-z]+-\d{14,17}-[A-Za-z0-9_.-]+\.warc\.gz"
)
ESCAPES = ("/..%2f..%2fescaped", "/%2e%2e/%2e%2e/escaped", "/escaped%00.html", "/a/..%5c..%5cescaped", "//escaped//")


def test_names_come_from_us_alone(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "er"
    folder.mkdir(parents=True)
    fields = (
        ("Content-Type", "text/html; charset=../../escaped"),
        ("Content-Disposition", 'attachment; filename="../../escaped.html"'),
        ("Content-Location", "../../escaped"),
        ("ETag", '"../../escaped"'),
    )
    story = Answer(fields=fields, body=GOOD.replace("Pier stays open", "../../escaped").encode())
    links = "".join(f'<a href="{path}">x</a><img src="{path}.jpg">' for path in ESCAPES)
    routes: Routes = {(None, path): story for path in ESCAPES}
    assert isinstance(routes, dict)
    routes[None, "/"] = Answer(fields=fields, body=f"<html><body>{links}".encode())
    with NewsServer(routes) as server:
        run("crawl", "news", "-a", f"seeds={server.base_url}/", *FAST, cwd=folder, code=None)
    found = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*"))
    assert found[:2] == ["deep", "deep/er"]
    strange = [name for name in found[2:] if not EXPECTED.fullmatch(name.removeprefix("deep/er/"))]
    assert strange == []
    run("verify", cwd=folder)
