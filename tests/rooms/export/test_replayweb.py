"""ReplayWeb.page shows our packages: its own files, brought by whoever runs the test, in Chromium."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from crawl.command import CLI, run
from rooms.export.asked import wacz
from rooms.export.test_pywb import SITE, made
from rooms.replay.served import STAMP

from crawler.errors import BadSetting
from crawler.web.player import PLAIN_POLICY, POLICY, player

if TYPE_CHECKING:
    from collections.abc import Iterator

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SHOWN_WITHIN_S = 120
# Frames that a service worker answers are in no list of the browser's driver: they are looked for from the page on.
FRAMES = """() => {
  const found = [];
  const walk = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) walk(element.shadowRoot);
      if (element.tagName !== 'IFRAME' || !element.contentDocument?.body) continue;
      const heading = element.contentDocument.querySelector('h1');
      found.push([element.contentDocument.body.innerText,
                  heading && element.contentWindow.getComputedStyle(heading).color]);
      walk(element.contentDocument);
    }
  };
  walk(document);
  return found;
}"""


@pytest.fixture
def assets(tmp_path: Path) -> Path:
    """Return a folder with files of the names that the player needs."""
    folder = tmp_path / "assets"
    folder.mkdir()
    for name in ("ui.js", "sw.js"):
        (folder / name).write_text(f"// {name}")
    return folder


def ask(folder: Path, path: str, *, host: str = "localhost", method: str = "GET", **headers: str) -> Any:
    from starlette.testclient import TestClient

    client = TestClient(player(folder), base_url=f"http://{host}:1234", follow_redirects=False)
    return client.request(method, path, headers=headers)


def test_what_is_served_and_under_which_policy(assets: Path) -> None:
    (assets / "a b.wacz").write_bytes(bytes(range(200)))
    (assets / "key.pem").write_text("secret")
    listed = ask(assets, "/")
    assert '<a href="/replayweb/?source=/packages/a%20b.wacz">a b.wacz</a>' in listed.text
    assert listed.headers["content-security-policy"] == PLAIN_POLICY
    for path in ("/replayweb/", "/replayweb/ui.js", "/replayweb/sw.js"):
        got = ask(assets, path)
        assert (got.status_code, got.headers["content-security-policy"]) == (200, POLICY)
        assert (got.headers["x-content-type-options"], got.headers["referrer-policy"]) == ("nosniff", "no-referrer")
    part = ask(assets, "/packages/a%20b.wacz", range="bytes=10-19")
    assert (part.status_code, part.content) == (206, bytes(range(10, 20)))
    for path in ("/replayweb/key.pem", "/packages/key.pem", "/packages/no.wacz", "/packages/..%2Fa.wacz", "/key.pem"):
        assert ask(assets, path).status_code == 404, path


def test_only_by_its_own_name_and_only_to_read(assets: Path) -> None:
    assert ask(assets, "/", host="localhost").status_code == 200
    for host in ("127.0.0.1", "evil.example", "localhost.evil.example"):
        assert ask(assets, "/", host=host).status_code == 421
    assert ask(assets, "/", method="POST").status_code == 405


def test_a_file_that_is_missing_is_named(assets: Path) -> None:
    (assets / "sw.js").unlink()
    with pytest.raises(BadSetting, match=r"--replayweb: .*sw\.js is not there; it is of the npm package replaywebpage"):
        player(assets)


@pytest.mark.slow
def test_what_serve_refuses(assets: Path, tmp_path: Path) -> None:
    made(tmp_path)
    for more in (["--token", "a" * 16], ["--host", "0.0.0.0", "--token", "a" * 16]):
        told = run("serve", "--replayweb", "assets", *more, cwd=tmp_path, code=2)
        assert told.stderr.startswith("microfiche: --replayweb: the player asks nobody for a token")
    (assets / "ui.js").unlink()
    assert "ui.js is not there" in run("serve", "--replayweb", "assets", cwd=tmp_path, code=2).stderr


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Run ``microfiche serve`` in *folder* with the player over ``assets``; yield the player's address."""
    command = [*CLI, "serve", "--port", "0", "--replayweb", "assets"]
    child = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
    assert child.stderr is not None
    try:
        said = child.stderr.readline() + child.stderr.readline()
        found = re.search(r"Packages in assets are shown at (http://localhost:[0-9]+)/\n", said)
        assert found is not None, said
        yield found[1]
    finally:
        child.send_signal(signal.SIGINT)
        _, rest = child.communicate(timeout=30)
    assert "Traceback" not in rest, rest


@pytest.mark.slow
def test_serve_opens_and_closes_both(assets: Path, tmp_path: Path) -> None:
    wacz(made(tmp_path), assets / "a.wacz")
    with serving(tmp_path) as base:
        listed = httpx2.get(f"{base}/")
        assert (listed.status_code, "a.wacz" in listed.text) == (200, True)
    assert "serve" not in {thread.name for thread in threading.enumerate()}


@pytest.mark.slow
def test_replayweb_shows_a_package_in_chromium(tmp_path: Path) -> None:
    brought = os.environ.get("MICROFICHE_REPLAYWEB")
    if not brought:
        pytest.skip("MICROFICHE_REPLAYWEB names no folder with ui.js and sw.js of the npm package replaywebpage")
    if CHROMIUM is None:
        pytest.skip("no Chromium: apt install chromium")
    sync_api = pytest.importorskip("playwright.sync_api")
    folder = tmp_path / "assets"
    folder.mkdir()
    for name in ("ui.js", "sw.js"):
        shutil.copy(Path(brought) / name, folder / name)
    wacz(made(tmp_path), folder / "a.wacz")
    with serving(tmp_path) as base, sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        elsewhere: list[str] = []
        page.on(
            "request",
            lambda asked: elsewhere.append(asked.url) if not asked.url.startswith((base, "data:", "blob:")) else None,
        )
        page.goto(f"{base}/replayweb/?source=/packages/a.wacz#view=pages&url={SITE}/&ts={STAMP}")
        assert shown(page, "Ferry late") == "rgb(0, 128, 128)", "the style sheet, sent as br"
        page.goto(f"{base}/")
        page.goto(f"{base}/replayweb/?source=/packages/a.wacz#view=pages&url={SITE}/mark&ts=20240531103000")
        assert shown(page, "the same body again") is None
        assert elsewhere == []
        browser.close()


def shown(page: Any, text: str) -> str | None:
    """Wait for a frame that shows *text*; return the colour of its heading, None without one."""
    deadline = time.monotonic() + SHOWN_WITHIN_S
    while time.monotonic() < deadline:
        for said, colour in page.evaluate(FRAMES):
            if text in said:
                return str(colour) if colour else None
        time.sleep(0.5)
    raise AssertionError(f"{text!r} was not shown")
