"""Whether a certificate proves that a server is the host that was asked for, as this machine's trust has it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from cryptography.x509 import DNSName, ExtensionNotFound, IPAddress, SubjectAlternativeName
from OpenSSL import SSL
from OpenSSL.crypto import X509StoreContext, X509StoreContextError

from crawler.model import TlsFacts
from crawler.url import ip_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from OpenSSL.crypto import X509, X509Store


def tls_facts(connection: Any, host: str) -> TlsFacts | None:
    """Return what the handshake of *connection* (pyOpenSSL's) with *host* agreed on, None when there was none."""
    certificate, cipher = connection.get_peer_certificate(), connection.get_cipher_name()
    if certificate is None or cipher is None:
        return None
    return TlsFacts(
        version=connection.get_protocol_version_name(),
        cipher=cipher,
        certificate_sha256=certificate.digest("sha256").decode().replace(":", "").lower(),
        flaw=flaw_of(certificate, connection.get_peer_cert_chain() or (), host),
    )


def flaw_of(certificate: X509, chain: Sequence[X509], host: str, *, trusted: X509Store | None = None) -> str | None:
    """Return why *certificate*, sent with *chain*, does not prove that its server is *host*; None when it does.

    The words are OpenSSL's, such as "certificate has expired". *trusted* are the roots, those of this machine if None.
    """
    try:
        X509StoreContext(trusted or _trusted(), certificate, list(chain)).verify_certificate()
    except X509StoreContextError as err:
        return str(err)
    try:
        is_for_host = _is_for(host, certificate)
    except ValueError:
        return "its names cannot be read"
    return None if is_for_host else "it is for another host"


def _is_for(host: str, certificate: X509) -> bool:
    """Whether one of the names of *certificate* is *host*, as browsers have it: an asterisk stands for a first label.

    Libraries refuse one before A-labels (RFC 6125, 7.2), and every name where one of them is odd. Raises ValueError.
    """
    try:
        names = certificate.to_cryptography().extensions.get_extension_for_class(SubjectAlternativeName).value
    except ExtensionNotFound:
        return False
    address = ip_of(host)
    if address is not None:
        return address in map(str, names.get_values_for_type(IPAddress))
    bare = host.rstrip(".").lower()
    beside = f"*.{bare.partition('.')[2]}"
    return any(name.lower() in {bare, beside} for name in names.get_values_for_type(DNSName))


def _trusted() -> X509Store:
    store = _trusting().get_cert_store()
    assert store is not None, "a context has one"
    return store


@cache
def _trusting() -> SSL.Context:
    """Return a context with the roots that Twisted takes for a crawl that verifies; its store lives as long as it."""
    context = SSL.Context(SSL.TLS_METHOD)
    context.set_default_verify_paths()
    return context
