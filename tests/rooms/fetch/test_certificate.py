"""Whom a certificate proves to answer, by the names in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import CertificateBuilder, DNSName, Name, SubjectAlternativeName, random_serial_number
from OpenSSL.crypto import X509, X509Store

from crawler.fetch.guard.certificate import flaw_of


def flaw(host: str, *names: str) -> str | None:
    """Return the flaw of a certificate for *names* that is trusted, where *host* was asked for."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    builder = CertificateBuilder(
        issuer_name=Name([]),
        subject_name=Name([]),
        public_key=key.public_key(),
        serial_number=random_serial_number(),
        not_valid_before=now - timedelta(days=1),
        not_valid_after=now + timedelta(days=1),
    )
    if names:
        builder = builder.add_extension(SubjectAlternativeName([DNSName(name) for name in names]), critical=True)
    certificate = X509.from_cryptography(builder.sign(key, hashes.SHA256()))
    roots = X509Store()
    roots.add_cert(certificate)
    return flaw_of(certificate, [certificate], host, trusted=roots)


@pytest.mark.parametrize(
    ("host", "names"),
    [
        ("paper.example", ["paper.example"]),
        ("paper.example.", ["Paper.example"]),
        ("www.paper.example", ["*.paper.example"]),
        ("xn--bcher-kva.paper.example", ["*.paper.example"]),
        ("paper.example", ["1.2.3.4", "*.example.*", "paper.example"]),
    ],
)
def test_a_name_of_the_host_proves_it(host: str, names: list[str]) -> None:
    assert flaw(host, *names) is None


@pytest.mark.parametrize(
    ("host", "names"),
    [
        ("paper.example", ["*.paper.example"]),
        ("a.b.paper.example", ["*.paper.example"]),
        ("paper.example", ["*", "apaper.example", "paper.example.org"]),
        ("1.2.3.4", ["1.2.3.4"]),
        ("paper.example", []),
    ],
)
def test_other_names_do_not(host: str, names: list[str]) -> None:
    assert flaw(host, *names) == "it is for another host"
