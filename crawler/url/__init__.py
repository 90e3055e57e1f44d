"""What counts as the same address, SURT, scope, public suffixes, private addresses. Never asks the network."""

from crawler.url.canonical import canonical_url
from crawler.url.domain import host_of, is_public_host, registrable_domain, registries_domain
from crawler.url.forms import plain_form
from crawler.url.private import ip_of, is_private
from crawler.url.resolve import resolve
from crawler.url.scope import covers, without_port
from crawler.url.surt import surt

__all__ = [
    "canonical_url",
    "covers",
    "host_of",
    "ip_of",
    "is_private",
    "is_public_host",
    "plain_form",
    "registrable_domain",
    "registries_domain",
    "resolve",
    "surt",
    "without_port",
]
