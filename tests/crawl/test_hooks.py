"""The private names of Scrapy and Twisted that the capture hooks are checked before anything is fetched."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from twisted.web._newclient import HTTP11ClientProtocol
from twisted.web.client import HTTPConnectionPool

from crawler.errors import ArchiveError
from crawler.fetch.wire import check_hooks


def test_the_installed_versions_have_every_hook() -> None:
    check_hooks()


def test_a_hook_that_is_gone_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(HTTP11ClientProtocol, "_giveUp")
    monkeypatch.delattr(HTTPConnectionPool, "_factory")
    with pytest.raises(ArchiveError) as caught:
        check_hooks()
    assert str(caught.value) == (
        "the wire cannot be captured: Scrapy or Twisted changed HTTP11ClientProtocol._giveUp, HTTPConnectionPool._factory"
    )


def test_a_hook_that_is_called_otherwise_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HTTPConnectionPool, "getConnection", lambda self, where: None)
    with pytest.raises(ArchiveError, match=r"HTTPConnectionPool\.getConnection"):
        check_hooks()


def test_a_name_that_cannot_be_imported_is_one_clear_line() -> None:
    code = (
        "import twisted.web._newclient as client; del client.HTTPClientParser\n"
        "import scrapy.core.downloader.handlers as handlers, sys, types\n"
        "changed = types.ModuleType('scrapy.core.downloader.handlers.http11')\n"
        "sys.modules[changed.__name__] = changed\n"
        "import crawler.fetch.wire"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=False)
    last = done.stderr.splitlines()[-1]
    assert last.startswith("crawler.errors.ArchiveError: the wire cannot be captured with this version of Scrapy or")
