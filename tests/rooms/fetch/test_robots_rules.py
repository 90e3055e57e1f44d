"""What a robots.txt says to us: the cases of RFC 9309 and of real files, one by one."""

from __future__ import annotations

import pytest

from crawler.fetch.polite.rules import Rules, own_lines, product_token, rules_of_answer

SITE = "https://gazette.example"
ALL_FORBIDDEN = b"User-agent: *\nDisallow: /\n"


def allows(robots: str, path: str, token: str = "microfiche") -> bool:
    return Rules.of(robots.encode(), token).allows(SITE + path)


FIVE_GROUPS = """
User-Agent: *
Disallow: *.gif$
Disallow: /example/
Allow: /publications/

User-Agent: foobot
Disallow:/
Allow:/example/page.html
Allow:/example/allowed.gif

User-Agent: barbot
User-Agent: bazbot
Disallow: /example/page.html

User-Agent: quxbot
"""
"""RFC 9309, 5.1, without its last comment."""


@pytest.mark.parametrize(
    ("token", "path", "allowed"),
    [
        ("microfiche", "/photo.gif", False),
        ("microfiche", "/photo.gif?x", True),
        ("microfiche", "/example/a", False),
        ("microfiche", "/publications/a", True),
        ("microfiche", "/", True),
        ("foobot", "/", False),
        ("foobot", "/example/page.html", True),
        ("foobot", "/example/allowed.gif", True),
        ("barbot", "/example/page.html", False),
        ("barbot", "/photo.gif", True),
        ("bazbot", "/example/page.html", False),
        ("quxbot", "/example/page.html", True),
        ("quxbot", "/photo.gif", True),
        ("FooBot", "/", False),
    ],
)
def test_the_simple_example_of_the_rfc(token: str, path: str, *, allowed: bool) -> None:
    assert allows(FIVE_GROUPS, path, token) is allowed


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        # 5.2: the longest match counts.
        ("Allow: /example/page/\nDisallow: /example/page/disallowed.gif", "/example/page/disallowed.gif", False),
        ("Allow: /example/page/\nDisallow: /example/page/disallowed.gif", "/example/page/other.gif", True),
        ("Disallow: /example/page/disallowed.gif\nAllow: /example/page/", "/example/page/disallowed.gif", False),
        # 2.2.2: of two as long the one that allows.
        ("Disallow: /a\nAllow: /a", "/a", True),
        ("Disallow: /a\nAllow: /a", "/ab", True),
        # 2.2.2: paths are matched with their case, and to their octets.
        ("Disallow: /Private", "/private", True),
        ("Disallow: /foo/bar?baz=https://foo.bar", "/foo/bar?baz=https://foo.bar", False),
        ("Disallow: /foo/bar/\u30c4", "/foo/bar/%E3%83%84", False),
        ("Disallow: /foo/bar/%E3%83%84", "/foo/bar/%E3%83%84", False),
        ("Disallow: /foo/bar/%62%61%7A", "/foo/bar/baz", False),
        ("Disallow: /foo/bar/baz", "/foo/bar/%62%61%7A", False),
        # 2.2.3: special characters.
        ("Allow: /this/path/exactly$\nDisallow: /this/path", "/this/path/exactly", True),
        ("Allow: /this/path/exactly$\nDisallow: /this/path", "/this/path/exactly/not", False),
        ("Disallow: /path/file-with-a-%2A.html", "/path/file-with-a-*.html", False),
        ("Disallow: /this/*/exactly", "/this/and/that/exactly", False),
        ("Disallow: /a # and why", "/a", False),
        # An empty rule forbids nothing.
        ("Disallow:", "/a", True),
        # The file itself may always be asked for.
        ("Disallow: /", "/robots.txt", True),
    ],
)
def test_rules_of_one_group(rules: str, path: str, *, allowed: bool) -> None:
    assert allows(f"User-agent: *\n{rules}\n", path) is allowed


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        # 2.2.1: groups that name us are one, wherever they stand; the one for everybody then is not for us.
        ("User-agent: microfiche\nAllow: /b\nUser-agent: *\nDisallow: /\nUser-agent: MICROFICHE\nDisallow: /a", False),
        ("User-agent: microfiche\nDisallow: /b\n\nUser-agent: *\nDisallow: /", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: microfiche", True),
        # A name is the whole name: neither part of ours, nor something in our user agent's comment.
        ("User-agent: micro\nDisallow: /", True),
        ("User-agent: fiche\nDisallow: /", True),
        ("User-agent: news\nDisallow: /", True),
        ("User-agent: microfiche-images\nDisallow: /", True),
        # Versions and asterisks are common, and no part of the name.
        ("User-agent: Microfiche/2.0\nDisallow: /", False),
        ("User-agent: microfiche*\nDisallow: /", False),
        ("User-agent: * # all of you\nDisallow: /", False),
        # 2.2.4: what is no rule does not end a group.
        ("User-agent: microfiche\nSitemap: /map.xml\nUser-agent: other\nDisallow: /", False),
        ("User-agent: microfiche\nFoo: bar\nUser-agent: other\nDisallow: /", False),
        ("User-agent: microfiche\nCrawl-delay: 2\nUser-agent: other\nDisallow: /", False),
        # Rules before any name are for nobody.
        ("Disallow: /\nUser-agent: *\nAllow: /b", True),
        # Lines may end in three ways, and a mark of byte order is none of the text.
        ("\ufeffUser-agent: *\rDisallow: /\r", False),
        ("User-agent: *\r\n\r\nDisallow: /\r\n", False),
        # Misspelled as in many files.
        ("useragent: *\ndissallow: /", False),
        ("User-agent *\nDisallow /", False),
        ("", True),
        ("<html><p>no such page</p></html>", True),
    ],
)
def test_which_groups_are_ours(robots: str, *, allowed: bool) -> None:
    assert allows(robots, "/a") is allowed


@pytest.mark.parametrize(
    ("robots", "delay_s"),
    [
        ("User-agent: *\nCrawl-delay: 7", 7.0),
        ("User-agent: *\nCrawl-delay: 0.5", 0.5),
        ("User-agent: *\nRequest-rate: 1/10s", 10.0),
        ("User-agent: *\nRequest-rate: 2/1m 0800-1700", 30.0),
        ("User-agent: *\nRequest-rate: 2/" + "9" * 400, 2.0**30),
        ("User-agent: *\nRequest-rate: 1/4\nCrawl-delay: 9", 9.0),
        ("User-agent: *\nCrawl-delay: 2\nUser-agent: microfiche\nDisallow: /a", None),
        ("User-agent: other\nCrawl-delay: 20\n\nUser-agent: *\nDisallow: /a", None),
        ("User-agent: other\nUser-agent: *\nCrawl-delay: 20", 20.0),
        ("User-agent: *\nCrawl-delay: soon\nRequest-rate: 0/0", None),
        ("User-agent: *\nCrawl-delay: -3", None),
        ("User-agent: *\nCrawl-delay: inf", None),
        ("User-agent: *\nCrawl-delay: 0", None),
    ],
)
def test_the_pace_that_is_asked_for(robots: str, delay_s: float | None) -> None:
    assert Rules.of(robots.encode(), "microfiche").delay_s == delay_s


@pytest.mark.parametrize(
    ("status", "said"),
    [
        *[(status, False) for status in (200, 206)],
        *[(status, True) for status in (304, 400, 401, 403, 404, 410)],
        *[(status, None) for status in (429, 500, 502, 503, 599)],
    ],
)
def test_what_an_answer_of_that_status_says(status: int, *, said: bool | None) -> None:
    found = rules_of_answer(status, ALL_FORBIDDEN, "microfiche")
    assert (None if found is None else found.allows(f"{SITE}/a")) is said


def test_so_much_is_read_and_no_more() -> None:
    filler = b"#" * 78 + b"\n"
    early = filler * 6_000 + ALL_FORBIDDEN
    late = filler * 7_000 + ALL_FORBIDDEN
    assert len(early) < 500 * 1024 < len(late)
    assert not Rules.of(early, "microfiche").allows(f"{SITE}/a")
    assert Rules.of(late, "microfiche").allows(f"{SITE}/a")


@pytest.mark.parametrize(
    ("agent", "token"),
    [
        ("microfiche/0.1 (news archive)", "microfiche"),
        ("microfiche/0.1 (+https://news-bot.example/)", "microfiche"),
        ("  Town_Archive-Bot 2", "town_archive-bot"),
        ("Mozilla/5.0 (compatible; TownArchive/1.0)", "townarchive"),
        ("Mozilla/5.0 (X11; Linux)", "mozilla"),
        ("0815", ""),
        ("", ""),
    ],
)
def test_the_name_in_a_user_agent(agent: str, token: str) -> None:
    assert product_token(agent) == token


def test_only_lines_that_say_something_are_handed_on() -> None:
    robots = "User-agent: a\nUser-agent: *\nSitemap: /map.xml\nDisallow: /x # why\n# no\nCrawl-delay: 3"
    assert own_lines(robots, "microfiche") == ["Disallow: /x", "Crawl-delay: 3"]
