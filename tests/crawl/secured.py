"""TLS for servers of the tests, with a certificate of nobody's."""

from __future__ import annotations

import ssl

import trustme


def secured() -> tuple[ssl.SSLContext, bytes]:
    """Return a server's context and its certificate in DER."""
    issued = trustme.CA().issue_cert("127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issued.configure_cert(context)
    return context, ssl.PEM_cert_to_DER_cert(issued.cert_chain_pems[0].bytes().decode())
