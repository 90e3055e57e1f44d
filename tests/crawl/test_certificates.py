"""Certificates that do not prove who answers: told of once a host and recorded, or refused."""

from __future__ import annotations

import gzip
import ssl
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import trustme
from crawl.command import FAST, run
from crawl.test_bad_input import GOOD, HTML

from crawler.demo.server import Answer, NewsServer

if TYPE_CHECKING:
    from pathlib import Path

PAST = {"not_before": datetime(2020, 1, 1, tzinfo=UTC), "not_after": datetime(2021, 1, 1, tzinfo=UTC)}
VERIFY = ("-s", "DOWNLOAD_VERIFY_CERTIFICATES=True")
HOME = Answer(fields=HTML, body=GOOD.replace("</p>", '<a href="/story">more</a></p>', 1).encode())


def crawled(tmp_path: Path, name: str, *arguments: str, code: int = 0, **dates: Any) -> tuple[str, list[bytes]]:
    """Return the log of a crawl of a server that shows a certificate for *name*, and what metadata says of it."""
    issuer = trustme.CA()
    issuer.cert_pem.write_to_path(str(tmp_path / "issuer.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issuer.issue_cert(name, **dates).configure_cert(context)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(tmp_path / "issuer.pem"))
        with NewsServer({(None, "/"): HOME, (None, "/story"): HOME}, tls_context=context) as server:
            seed = f"seeds={server.base_url}/"
            done = run("crawl", "news", "-a", seed, *FAST, *arguments, cwd=tmp_path, code=code)
    records = b"".join(gzip.decompress(path.read_bytes()) for path in tmp_path.rglob("*.warc.gz"))
    lines = [line for line in records.split(b"\r\n") if line.startswith((b"tlsCertificate:", b"outcome: tls"))]
    return done.stderr, lines


def test_one_that_holds_is_recorded_and_no_matter(tmp_path: Path) -> None:
    log, lines = crawled(tmp_path, "127.0.0.1", *VERIFY)
    assert "certificate" not in log
    assert len(lines) >= 3
    assert set(lines) == {b"tlsCertificate: valid"}


@pytest.mark.parametrize(
    ("name", "dates", "flaw"),
    [("127.0.0.1", PAST, "certificate has expired"), ("other.example", {}, "it is for another host")],
)
def test_one_that_proves_nothing_is_told_of_once(tmp_path: Path, name: str, dates: Any, flaw: str) -> None:
    log, lines = crawled(tmp_path, name, **dates)
    assert log.count("WARNING") == 1
    assert f"The certificate of 127.0.0.1 does not prove whose answers they are: {flaw}." in log
    assert len(lines) >= 3
    assert set(lines) == {b"tlsCertificate: " + flaw.encode()}


@pytest.mark.parametrize(("name", "dates"), [("127.0.0.1", PAST), ("other.example", {})])
def test_where_certificates_are_verified_nothing_is_asked(tmp_path: Path, name: str, dates: Any) -> None:
    log, lines = crawled(tmp_path, name, *VERIFY, "-s", "RETRY_TIMES=0", code=1, **dates)
    assert "0 pages" in log
    assert set(lines) == {b"outcome: tls"}
