"""Feeds and sitemaps made to fill memory, take time, or tell what is on this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from crawler.fetch.discovery import Listed, read_listing

if TYPE_CHECKING:
    from pathlib import Path

AT = "https://tidewater.example/map.xml"
ROOM_BYTES = 260 << 20
SECONDS = 10
URLS = "<urlset><url><loc>https://tidewater.example/a{}</loc></url></urlset>"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
BIG = "x" * 200_000

HOSTILE = {
    "a billion laughs": f'<!DOCTYPE u [<!ENTITY l0 "haha">{LAUGHS}]>' + URLS.format("&l11;"),
    "the same in an attribute": f'<!DOCTYPE u [<!ENTITY l0 "haha">{LAUGHS}]><urlset><url a="&l11;"/></urlset>',
    "quadratic blow-up": f'<!DOCTYPE u [<!ENTITY big "{BIG}">]>' + URLS.format("&big;" * 50_000),
    "the same in attributes": f'<!DOCTYPE u [<!ENTITY big "{BIG}">]><urlset>'
    + '<url a="&big;"/>' * 5_000
    + "</urlset>",
    "parameter entities": '<!DOCTYPE u [<!ENTITY % a "x"><!ENTITY % b "%a;%a;%a;"> %b; %b;]>' + URLS.format(""),
    "an entity within itself": '<!DOCTYPE u [<!ENTITY a "&b;"><!ENTITY b "&a;">]>' + URLS.format("&a;"),
    "depth": "<urlset>" + "<url>" * 2_000_000,
    "attributes": "<urlset><url " + " ".join(f'a{n}="1"' for n in range(500_000)) + "/></urlset>",
    "one long text": "<urlset><url><loc>https://tidewater.example/" + "x" * 30_000_000 + "</loc></url></urlset>",
    "one long name": "<urlset><" + "x" * 30_000_000 + "/></urlset>",
    "an endless tag": "<urlset><url " + "x" * 30_000_000,
    "namespaces": "<urlset>" + "".join(f'<a:url xmlns:a="n{n}"/>' for n in range(300_000)) + "</urlset>",
    "a feed of entities": f'<!DOCTYPE u [<!ENTITY l0 "haha">{LAUGHS}]><rss><item><link>&l11;</link></item></rss>',
    "json depth": '{"items": ' + "[" * 3_000_000,
    "json numbers": '{"items": [' + "9" * 3_000_000 + "]}",
}
"""What is sent. Each is written to a file and read in a process of its own, in limited memory and time."""
PROGRAM = """
import resource, sys
from crawler.fetch.discovery import read_listing
resource.setrlimit(resource.RLIMIT_DATA, ({room}, {room}))
resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))
for found in read_listing(open(sys.argv[1], "rb").read(), {at!r}):
    assert len(str(found)) < 3000 or "xxxx" in str(found), str(found)[:100]
"""


@pytest.mark.parametrize("name", HOSTILE)
def test_bounded_in_memory_and_time(name: str, tmp_path: Path) -> None:
    path = tmp_path / "list.xml"
    path.write_text(HOSTILE[name])
    program = PROGRAM.format(room=ROOM_BYTES, seconds=SECONDS, at=AT)
    done = subprocess.run(
        [sys.executable, "-c", program, path], capture_output=True, text=True, timeout=60, check=False, env=os.environ
    )
    assert done.returncode == 0, done.stderr[-2_000:]


@pytest.mark.parametrize(
    "declared", ['<!ENTITY e SYSTEM "{uri}">', '<!ENTITY % p SYSTEM "{uri}"> %p;', '<!ENTITY e PUBLIC "x" "{uri}">']
)
def test_no_entity_tells_what_is_on_this_machine(declared: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.dtd"
    secret.write_text('<!ENTITY e "tide-table-secret">')
    text = f"<!DOCTYPE urlset [{declared.format(uri=secret.as_uri())}]>" + URLS.format("&e;")
    found = list(read_listing(text.encode(), AT))
    assert "secret" not in str(found)


def test_no_dtd_is_loaded(tmp_path: Path) -> None:
    dtd = tmp_path / "own.dtd"
    dtd.write_text('<!ENTITY e "tide-table-secret"><!ATTLIST url loc CDATA "secret">')
    text = f'<!DOCTYPE urlset SYSTEM "{dtd.as_uri()}">' + URLS.format("&e;")
    assert "secret" not in str(list(read_listing(text.encode(), AT)))


def test_nothing_is_included(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("https://tidewater.example/secret-inside")
    text = (
        '<urlset xmlns:xi="http://www.w3.org/2001/XInclude"><url><loc>'
        f'<xi:include href="{secret.as_uri()}" parse="text"/></loc></url><url><loc>{AT}</loc></url></urlset>'
    )
    assert list(read_listing(text.encode(), AT)) == [Listed(url=AT)]
