"""Whether a certificate proves that a server is the host that was asked for, as this machine's trust has it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from OpenSSL import SSL
from OpenSSL.crypto import X509StoreContext, X509StoreContextError
from service_identity import VerificationError
from service_identity.exceptions import CertificateError
from service_identity.hazmat import DNS_ID, IPAddress_ID, ServiceID, verify_service_identity
from service_identity.pyopenssl import extract_patterns

from crawler.url import ip_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from OpenSSL.crypto import X509, X509Store


def flaw_of(certificate: X509, chain: Sequence[X509], host: str, *, trusted: X509Store | None = None) -> str | None:
    """Return why *certificate*, sent with *chain*, does not prove that its server is *host*; None when it does.

    The words are OpenSSL's, such as "certificate has expired". *trusted* are the roots, those of this machine if None.
    """
    try:
        X509StoreContext(trusted or _trusted(), certificate, list(chain)).verify_certificate()
        verify_service_identity(extract_patterns(certificate), [_identity(host)], [])
    except X509StoreContextError as err:
        return str(err)
    except (VerificationError, CertificateError, ValueError):
        return "it is for another host"
    return None


def _identity(host: str) -> ServiceID:
    return IPAddress_ID(host.strip("[]")) if ip_of(host) else DNS_ID(host)


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
