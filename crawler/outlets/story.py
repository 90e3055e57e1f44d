"""Whether a page may be believed when it calls another address its own (docs/incremental.md)."""

from __future__ import annotations

from urllib.parse import urlsplit

from crawler.errors import BadAddress
from crawler.outlets.rewrite import article_id
from crawler.url import canonical_url, plain_form, registrable_domain


def story_address(url: str, claimed: str | None) -> str:
    """Return the address by which the page at *url* is known: *claimed*, its rel=canonical, when that can be right.

    A claim is evidence, not truth: pages of a whole site may name its start page, and a copied page the one it was
    copied from. It is believed when both addresses belong to one registrable domain and differ in nothing but scheme,
    ``www.`` and form, or carry the same number of an article. A query that is left out may have named the page.
    """
    if claimed is None:
        return url
    try:
        own, other = canonical_url(url), canonical_url(claimed)
    except BadAddress:
        return url
    if own == other or _site(own) != _site(other):
        return url
    return claimed if _is_one_form(own, other) or _have_one_number(own, other) else url


def _is_one_form(own: str, other: str) -> bool:
    one, two = urlsplit(plain_form(own)), urlsplit(plain_form(other))
    is_one_page = one.path == two.path and sorted(one.query.split("&")) == sorted(two.query.split("&"))
    return is_one_page and _bare(one.netloc) == _bare(two.netloc)


def _have_one_number(own: str, other: str) -> bool:
    numbers = [article_id(urlsplit(url)._replace(scheme="", netloc="").geturl()) for url in (own, other)]
    return numbers[0] is not None and numbers[0] == numbers[1]


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def _site(url: str) -> str:
    host = urlsplit(plain_form(url)).hostname or ""
    return _bare(registrable_domain(host))
