"""Laws of addresses: idempotence, order, scope, and links against the standard library's reading of RFC 3986."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from hypothesis import example, given
from hypothesis import strategies as st

from crawler.errors import BadAddress
from crawler.model import Scope
from crawler.url import canonical_url, covers, host_of, registrable_domain, resolve, surt

LABEL = st.text("abcxyz09", min_size=1, max_size=6).map(lambda text: f"h{text}")
HOST = st.lists(LABEL, min_size=1, max_size=3).map(lambda labels: ".".join([*labels, "example"]))
ODD = st.text("aZ09%2eEfF./\\?#&=;:@+ \t’é[]|~-_", max_size=25)
TAME_PATH = st.lists(st.text("abcXYZ019-_~", min_size=1, max_size=6), max_size=4).map(
    lambda parts: "/" + "/".join(parts)
)
TAME_QUERY = st.lists(st.text("abc01=", min_size=1, max_size=5), max_size=3).map("&".join)
TAME_URL = st.builds(lambda host, path, query: f"https://{host}{path}?{query}", HOST, TAME_PATH, TAME_QUERY)


@given(HOST, ODD, st.sampled_from(["http", "HTTPS"]))
@example("h.example", "/%2%35", "http")
@example("h.example", "/%%34%31?%75tm_a", "http")
@example("h.example", "/.%2e/%2E./a", "http")
@example("h.example", "?utm_a=1&&", "http")
def test_canonical_is_idempotent(host: str, rest: str, scheme: str) -> None:
    try:
        once = canonical_url(f"{scheme}://{host}/{rest}")
    except BadAddress:
        return
    assert canonical_url(once) == once
    assert once.isascii()
    assert " " not in once


@given(st.text(max_size=40))
@example("http://[::1]]/")
@example("http://\ud800/")
@example("http://a/\ud800?\ud800")
@example("http://xn--\u0300/")
@example("http://a:\u0664/")
@example("http://%ff/")
def test_any_text_is_an_address_or_a_bad_one(text: str) -> None:
    for function in (canonical_url, surt, host_of):
        try:
            function(text)
            function("http://" + text)
        except BadAddress:
            pass
    registrable_domain(text)
    resolve("https://news.example/a", text)
    resolve(text, "b")


@given(HOST, ODD)
def test_surt_is_printable_ascii_without_spaces(host: str, rest: str) -> None:
    key = surt(f"http://{host}/{rest}")
    assert all(0x20 < ord(character) < 0x7F for character in key)


@given(TAME_URL)
def test_the_address_that_a_surt_names_has_the_same_surt(url: str) -> None:
    key = surt(url)
    host, _, rest = key.partition(")")
    assert surt("http://" + ".".join(reversed(host.split(","))) + rest) == key


@given(TAME_URL)
def test_surt_does_not_tell_spellings_apart(url: str) -> None:
    assert surt(canonical_url(url)) == surt(url)
    assert surt(url.replace("https://", "http://www.")) == surt(url)
    assert surt(url.upper()) == surt(url)
    assert surt(url + "#part") == surt(url)


@given(HOST, LABEL, TAME_PATH, TAME_PATH, LABEL)
def test_the_pages_of_a_host_and_its_subhosts_sort_together(
    host: str, label: str, path: str, longer: str, other: str
) -> None:
    """Between two keys of one host stands no key of a host outside it."""
    domain = surt(f"http://{host}/").partition(")")[0]
    for inside in (f"http://{host}{path}", f"http://{label}.{host}{path}"):
        assert surt(inside).startswith((domain + ")", domain + ","))
    outside = surt(f"http://{other}x.other{longer}")
    low, high = surt(f"http://{host}/"), surt(f"http://{label}.{host}/~")
    assert not min(low, high) < outside < max(low, high)


@given(TAME_URL, TAME_URL)
def test_a_whole_address_resolves_to_itself(base: str, url: str) -> None:
    assert resolve(base, url) == url
    assert resolve("mailto:x", url) == url


@given(HOST, TAME_PATH, st.text("abc./?=-", max_size=12).filter(lambda text: "//" not in text))
def test_links_as_the_standard_library_joins_them(host: str, path: str, href: str) -> None:
    base = f"https://{host}{path}"
    # urljoin drops empty segments and a lone question mark, and knows no host names without scheme.
    if not href.endswith("?") and "." not in href.partition("/")[0].partition("?")[0].strip("."):
        assert resolve(base, href) == urljoin(base, href)


@given(HOST, st.lists(st.sampled_from(["..", ".%2e", "%2E%2e", ".", "%2e", "a", "", "%2e%2e%2e"]), max_size=8))
def test_no_link_climbs_out_of_its_host(host: str, segments: list[str]) -> None:
    url = f"https://{host}/{'/'.join(segments)}"
    led = resolve("https://news.example/", url)
    assert led is not None
    assert not re.search(r"/(?:\.|%2e){1,2}(?:/|$)", led, re.IGNORECASE)
    assert canonical_url(led) == canonical_url(url)
    # Of empty segments a SURT knows nothing.
    assert "" in segments or surt(led) == surt(url)


@given(HOST, HOST, TAME_PATH)
def test_a_scope_covers_its_host_and_what_is_below(host: str, other: str, path: str) -> None:
    scope = Scope(hosts=(host,))
    assert covers(scope, f"https://{host}{path}")
    assert covers(scope, f"http://sub.{host}:8080{path}")
    assert not covers(scope, f"https://not{host}{path}")
    assert covers(scope, f"https://{other}{path}") == (other == host or other.endswith(f".{host}"))
    assert not covers(Scope(hosts=(host,), exclude=("^",)), f"https://{host}{path}")


PLAIN_OR_ODD = st.one_of(
    TAME_URL,
    TAME_PATH,
    st.text("aZ0./?#-_\\:@%~|'[", max_size=20),
    st.builds(lambda scheme, host, rest: f"{scheme}://{host}{rest}", st.sampled_from(["http", "https"]), HOST, ODD),
    st.builds(
        lambda host, rest: f"https://{host}{rest}", st.sampled_from(["127.1", "a..example", "a.example.", "-"]), ODD
    ),
)


@given(st.sampled_from(["https://news.example/a/b", "http://news.example:8080/?q", "x"]), PLAIN_OR_ODD)
@example("https://news.example/a", "https://web.example/https://https://news.example/")
@example("https://news.example/a", "https://news.example?q#f")
@example("https://news.example/a", "/a/./../b")
@example("https://news.example/a", "/a/%2e%2E/b")
@example("https://news.example/a", "//cdn.example/b")
def test_an_address_without_anything_odd_is_read_as_any_other(base: str, href: str) -> None:
    # White space around an address says nothing, but keeps it from the short way that plain ones take.
    assert resolve(base, href) == resolve(base, f" {href}")
