"""Pages made harmless: what is asked for is asked for in the archive, and nothing acts."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.replay.rewrite import Links, rewrite_html
from crawler.url import resolve

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "http://news.example/2024/story?id=1"
STAMP = "20240501103000"
HERE = f"/web/{STAMP}"


def shown(text: str, *, is_xhtml: bool = False) -> str:
    return rewrite_html(text, Links(PAGE, STAMP), is_xhtml=is_xhtml).text


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ('<a href="/x">', f'<a href="{HERE}/http://news.example/x" target="_top">'),
        ('<a href="/%2e%2e/%2E%2e/.%2e/jobs">', f'<a href="{HERE}/http://news.example/jobs" target="_top">'),
        ('<img src="http://x.example/%2e%2e/%2e./%2E%2E/x.png">', f'<img src="{HERE}im_/http://x.example/x.png">'),
        ("<A HREF='y?a=1&amp;b=2#c'>", f'<a href="{HERE}/http://news.example/2024/y?a=1&amp;b=2#c" target="_top">'),
        ("<a href=//other.example/z>", f'<a href="{HERE}/http://other.example/z" target="_top">'),
        ('<a href="#top" target=_blank>', '<a href="#top">'),
        ('<a href="/2024/story?id=1#top">', '<a href="#top">'),
        ('<area href="/x">', f'<area href="{HERE}/http://news.example/x" target="_top">'),
        ('<img src="a.png" alt="A &amp; B">', f'<img src="{HERE}im_/http://news.example/2024/a.png" alt="A &amp; B">'),
        ('<img src="data:image/gif;base64,R0lGOD">', '<img src="data:image/gif;base64,R0lGOD">'),
        ('<img src="data:;base64,R0lGOD">', '<img src="data:;base64,R0lGOD">'),
        ('<img src="data:application/octet-stream;base64,R0">', '<img src="data:application/octet-stream;base64,R0">'),
        ('<img src="data:application/octet-streams,R0"><iframe src="data:,R0"></iframe>', '<img><iframe sandbox="allow-top-navigation-by-user-activation"></iframe>'),
        (
            '<img srcset="a.png 1x, /b.png 2x,c.png">',
            (f'<img srcset="{HERE}im_/http://news.example/2024/a.png 1x, {HERE}im_/http://news.example/b.png 2x, '
            f'{HERE}im_/http://news.example/2024/c.png">'),
        ),
        ('<img srcset="data:image/gif;base64,R0,l 1x">', '<img srcset="data:image/gif;base64,R0,l 1x">'),
        (
            '<picture><source srcset="/a.webp" media="(min-width: 5px)">',
            f'<picture><source srcset="{HERE}im_/http://news.example/a.webp" media="(min-width: 5px)">',
        ),
        (
            '<video src="/v.mp4" poster="/p.jpg" autoplay controls>',
            f'<video src="{HERE}oe_/http://news.example/v.mp4" poster="{HERE}im_/http://news.example/p.jpg" controls>',
        ),
        ('<audio><source src="/s.mp3">', f'<audio><source src="{HERE}oe_/http://news.example/s.mp3">'),
        ('<body background="/b.gif" onload="x()">', f'<body background="{HERE}im_/http://news.example/b.gif">'),
        ('<input type="image" src="/i.png">', f'<input type="image" src="{HERE}im_/http://news.example/i.png">'),
        (
            '<link rel="stylesheet" href="/s.css" integrity="sha256-x" crossorigin>',
            f'<link rel="stylesheet" href="{HERE}cs_/http://news.example/s.css">',
        ),
        ('<link rel="shortcut icon" href="/i.ico">', f'<link rel="icon" href="{HERE}im_/http://news.example/i.ico">'),
        (
            '<p style="background:url(/b.png);color:red">',
            f'<p style="background:url(&quot;{HERE}im_/http://news.example/b.png&quot;);color:red">',
        ),
        ("<style>a{b:url(/c.png)}</style>", f'<style>a{{b:url("{HERE}im_/http://news.example/c.png")}}</style>'),
        (
            '<iframe src="/f" onload=x name=f></iframe>',
            f'<iframe name="f" src="{HERE}if_/http://news.example/f" sandbox="allow-top-navigation-by-user-activation"></iframe>',
        ),
        ('<frameset><frame src="/f" name=a>', f'<frameset><frame name="a" src="{HERE}if_/http://news.example/f">'),
        ('<form action="/search" method=post target=_top><button formaction="/x">', "<form><button>"),
        ('<svg><use xlink:href="#a"/><image href="/i.png"/></svg>', f'<svg><use xlink:href="#a" /><image href="{HERE}im_/http://news.example/i.png" /></svg>'),
        ('<svg><image href="/i.png"></image><text>t</text></svg>', f'<svg><image href="{HERE}im_/http://news.example/i.png"></image><text>t</text></svg>'),
        ('<svg><a xlink:href="/x">', f'<svg><a xlink:href="{HERE}/http://news.example/x" target="_top">'),
        ('<rect fill="url(#g)" mask="url(http://x.example/m.svg#a)"/>', f'<rect fill="url(&quot;#g&quot;)" mask="url(&quot;{HERE}im_/http://x.example/m.svg#a&quot;)" />'),
        ('<object data="/logo.svg" width=9>alt</object>', f'<img src="{HERE}im_/http://news.example/logo.svg" width="9">alt'),
        ('<base href="http://cdn.example/d/"><img src=x>', f'<img src="{HERE}im_/http://cdn.example/d/x">'),
        ('<base href="javascript:x"><base href="http://late.example/"><img src=x>', f'<img src="{HERE}im_/http://news.example/2024/x">'),
        ("<noscript><img src=/n.png></noscript>", f'<noscript><img src="{HERE}im_/http://news.example/n.png"></noscript>'),
        ('<img data-src="/l.jpg" src="data:image/gif;base64,R">', f'<img data-src="/l.jpg" src="{HERE}im_/http://news.example/l.jpg">'),
        ('<img data-src="/l.jpg"><noscript><img src="/l.jpg"></noscript>!', f'<img data-src="/l.jpg" src="{HERE}im_/http://news.example/l.jpg">!'),
        ("a < b && c > d <3", "a &lt; b && c > d &lt;3"),
        ("<title>a <b> & c</title>", "<title>a &lt;b> & c</title>"),
        ("<textarea><script>x</script></textarea>", "<textarea>&lt;script>x&lt;/script></textarea>"),
        ("<xmp><b>&amp;</xmp>", "<pre>&lt;b&gt;&amp;amp;</pre>"),
        ("<p>a<plaintext><b>", "<p>a<pre>&lt;b&gt;</pre>"),
        ('<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://www.w3.org/x.dtd"><p>', '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://www.w3.org/x.dtd"><p>'),
        ("<svg><![CDATA[<b>]]></svg>", "<svg>&lt;b&gt;</svg>"),
        ('<meta charset="koi8-r"><meta name="viewport" content="width=device-width">', '<meta name="viewport" content="width=device-width">'),
    ],
)  # fmt: skip
def test_what_is_written(given_: str, expected: str) -> None:
    assert shown(given_) == expected


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<script src=//evil.example/x.js></script>",
        "<SCRIPT\n>x</SCRIPT\t>",
        "<script><!--<script></script>--></script>",
        "<svg><script>x</script><script href='//evil.example/'/></svg>",
        '<a href="javascript:alert(1)">',
        '<a href=" java\nscript:alert(1)">',
        '<a href="&#106;avascript:alert(1)">',
        '<a href="data:text/html,<script>x</script>">',
        '<iframe src="data:text/html,x"></iframe>',
        '<iframe src="javascript:x"></iframe>',
        '<embed src="//evil.example/x.swf">',
        '<object data="//evil.example/x.swf"><param name=movie value="//evil.example/x"></object>',
        '<applet code="x" codebase="//evil.example/"></applet>',
        '<link rel="preconnect" href="//evil.example/"><link rel=dns-prefetch href=//evil.example><link rel=prefetch href=//evil.example/>',
        '<link rel="preload" as=image href="//evil.example/"><link rel=modulepreload href=//evil.example/><link rel=manifest href=//evil.example/>',
        '<link rel="import" href="//evil.example/"><link rel="prerender" href="//evil.example/">',
        '<meta http-equiv="refresh" content="0; url=http://evil.example/">',
        '<meta http-equiv="Content-Security-Policy" content="default-src *">',
        '<meta http-equiv="set-cookie" content="a=1"><meta http-equiv=x-dns-prefetch-control content=on>',
        '<meta name="referrer" content="unsafe-url">',
        '<a ping="//evil.example/">',
        '<html manifest="//evil.example/">',
        '<svg><animate attributeName="href" to="javascript:x"/><set attributeName=xlink:href to="//evil.example/"/></svg>',
        '<svg><animate attributeName="fill" values="url(//evil.example/)"/></svg>',
        '<portal src="//evil.example/"></portal><fencedframe src="//evil.example/">',
        "<!--[if IE]><script>x</script><![endif]-->",
        "<!-- --!><script>x</script> -->",
        "<noembed><script>x</script></noembed><noframes><script>x</script></noframes>",
        '<img src="x" onerror="alert(1)" ONLOAD=x>',
        "<img/onerror=alert(1)/src=>",
        "<p/onclick=x =onclick=x 'onclick=x>",
        "<?xml-stylesheet href='//evil.example/'?>",
        "<math><mi xlink:href='javascript:x'>",
        "<template shadowrootmode=open><script>x</script></template>",
        "<body background=javascript:x>",
        "<table background='javascript:x'>",
        "<isindex action=javascript:x><button formaction=javascript:x>",
        "<style>@import '//evil.example/';</style>",
    ],
)
def test_nothing_acts_and_nothing_leads_out(hostile: str) -> None:
    text = shown(f"<p>a</p>{hostile}<p>z</p>")
    assert_harmless(text)
    assert text.startswith("<p>a</p>")
    assert text.endswith("<p>z</p>")


@pytest.mark.parametrize(
    ("srcdoc", "depth"),
    [("<script>x</script><img src=/a.png>", 1), ("<iframe srcdoc='<iframe srcdoc=&quot;<b onclick=x>&quot;>'>", 2)],
)
def test_pages_within_pages(srcdoc: str, depth: int) -> None:
    from html import escape, unescape

    text = shown(f'<iframe srcdoc="{escape(srcdoc)}"></iframe>')
    assert_harmless(text)
    for _ in range(depth):
        text = unescape(text)
        assert_harmless(text)


def test_the_base_of_a_page_within_a_page_is_its_own() -> None:
    text = shown(
        '<base href="/d/"><iframe srcdoc="<img src=a.png><base href=e/><base href=//far.example/><img src=b.png>">'
        '</iframe><img src="c.png">'
    )
    addresses = re.findall(rf"{HERE}im_/([^&\"]+)", text)
    assert addresses == [f"http://news.example/d/{part}" for part in ("a.png", "e/b.png", "c.png")]


def test_where_a_page_sends_its_readers() -> None:
    page = rewrite_html("<meta http-equiv=Refresh content=\"3;URL='/next'\">", Links(PAGE, STAMP))
    assert (page.text, page.leads_to) == ("", f"{HERE}/http://news.example/next")
    assert rewrite_html('<meta http-equiv=refresh content="600">', Links(PAGE, STAMP)).leads_to is None


DOCTYPE = "<!DOCTYPE html>"


@pytest.mark.parametrize(
    ("before", "kept"),
    [
        ("\n", "\n"),
        ("\r\n\r\n \t", "\r\n\r\n \t"),
        ("<!-- made by a program -->\n", "\n"),
        ('<?xml version="1.0"?>\n', "\n"),
    ],
)
def test_a_doctype_stays_behind_what_may_stand_before_it(before: str, kept: str) -> None:
    assert shown(f"{before}{DOCTYPE}<p>a") == f"{kept}{DOCTYPE}<p>a"


@pytest.mark.parametrize("before", ["a", "\xa0", "<p>", "<script>x</script>", "</p>", "\0", "< ", f"\n{DOCTYPE}"])
def test_a_doctype_that_browsers_pass_over_is_none(before: str) -> None:
    assert shown(f"{before}{DOCTYPE}<p>z").count(DOCTYPE) == before.count(DOCTYPE)


@pytest.mark.parametrize(
    "script",
    [
        """<!--\ndocument.write("<script src=x></script>");\n//-->\n""",
        "<!-- <SCRIPT>a</Script\t> <script/>b</script> -->",
        "<!-- a --> '<script>' ",
        "<!--> '<script>' ",
        "<!---> '<script>' ",
        "<!-- <scripts> ",
        "<!-- <script> --> ",
        "<!-- <!-- <script></script> ",
    ],
)
def test_where_a_script_ends(script: str) -> None:
    assert shown(f"<p>a<script>{script}</script><p>z") == "<p>a<p>z"


def test_a_script_without_an_end_takes_the_rest() -> None:
    assert shown("<p>a<script><!-- <script></script><p>z") == "<p>a"


IMPORT = f'@import url("{HERE}cs_/http://far.example/");'


@pytest.mark.parametrize(
    ("sheet", "expected"),
    [
        ('&#64;import "http://far.example/";', IMPORT),
        ("&commat;import &quot;http://far.example/&quot;;", IMPORT),
        ("<![CDATA[@import 'http://far.example/';]]>", IMPORT),
        ("a{b:u&#114;l('/c?d=1&amp;e=2')}", f'a{{b:url("{HERE}im_/http://news.example/c?d=1\\26 e=2")}}'),
        ("<![CDATA[a{b:'&#114;'}]]>", "a{b:'\\26 #114;'}"),
        ("a{b:'&amp;#114;'}", "a{b:'\\26 #114;'}"),
        ("a{&amp;:hover{}}", "a{&:hover{}}"),
        ("a{b:'&lt;/style&gt;'}", "a{b:'\\3c /style>'}"),
    ],
)
def test_a_sheet_in_a_drawing_has_entities(sheet: str, expected: str) -> None:
    assert shown(f"<svg><style>{sheet}</style></svg>") == f"<svg><style>{expected}</style></svg>"


@pytest.mark.parametrize(
    ("sheet", "expected"),
    [
        ("a{&.c{}&#d{}&section{}}b{c:'& &copy=1'}", "a{&.c{}&#d{}&section{}}b{c:'& &copy=1'}"),
        ("a{b:'&quot;&#64;import&quot'}", "a{b:'\\26 quot;\\26 #64;import\\26 quot'}"),
    ],
)
def test_a_sheet_says_the_same_whether_entities_are_undone_or_not(sheet: str, expected: str) -> None:
    assert shown(f"<style>{sheet}</style>") == f"<style>{expected}</style>"


def test_xhtml_closes_its_elements() -> None:
    assert shown("<div/><br/><script src='x'/><p/>", is_xhtml=True) == "<div></div><br /><p></p>"


def test_a_plain_address_needs_no_resolving() -> None:
    for href in ["/a/b?c=d&e#f", "/", "/a//b", "http://www.a.example/x?y=%20", "https://a-b.example/c,d;e"]:
        absolute = resolve(PAGE, href)
        assert Links(PAGE, STAMP).part(href, "im_") == f"{HERE}im_/{absolute}"


@pytest.mark.parametrize("behind", ["/", "!", "?"])
def test_a_nul_before_a_sign_of_markup_begins_none(behind: str) -> None:
    assert shown(f"<p>a\0{behind}b</p>") == f"<p>a{behind}b</p>"


PIECES = st.sampled_from(
    [
        "<", ">", "</", "/>", "<!--", "-->", "--!>", "<![CDATA[", "]]>", "<?", '"', "'", "=", " ", "\0", "&", "&quot;", "&lt;", "\n",
        "<script", "</script>", "<style>", "</style>", "<title>", "</title>", "<textarea>", "</textarea>", "<svg>", "</svg>", "<math>",
        "<iframe ", "</iframe>", "<noscript>", "</noscript>", "<xmp>", "</xmp>", "<select>", "<template>", "<a href=", "<img src=",
        "onerror=x ", "onclick='x'", "javascript:x", "//evil.example/", "http://evil.example/", "x", "href=", "srcdoc=", "<p title=", "<plaintext>",
        "@import '//evil.example/'", "url(//evil.example/)", "/*", "*/", "\\", "style=", "<base href=//evil.example/>", "<form action=",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join))
def test_whatever_a_page_is_made_of(text: str) -> None:
    once = shown(text)
    assert_harmless(once)
    Tokens(once)


@pytest.mark.slow
def test_saved_pages_are_harmless(corpus: Path) -> None:
    import gzip

    from crawler.page.charset import decode

    files = sorted(corpus.glob("*/html/*.gz"))[::23]
    assert files
    for path in files:
        assert_harmless(shown(decode(gzip.decompress(path.read_bytes())).text))


GOOD = re.compile(rf"{HERE}(?:[a-z]{{2}}_)?/https?://|#|data:(?:image|font)/|about:invalid", re.IGNORECASE)
ADDRESSES = {"href", "xlink:href", "src", "poster", "background", "lowsrc"}
NEVER = {
    "script",
    "embed",
    "applet",
    "base",
    "param",
    "portal",
    "fencedframe",
    "plaintext",
    "xmp",
    "noembed",
    "noframes",
    "object",
}
CSS_ADDRESS = re.compile(r"url\(\"([^\"]*)\"\)")


class Tokens(HTMLParser):
    """The tags that another reader of HTML sees."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))


def assert_harmless(text: str) -> None:
    for tag, attrs in Tokens(text).tags:
        assert tag not in NEVER
        for name, value in attrs:
            assert not name.startswith("on")
            assert name not in {"action", "formaction", "ping", "manifest", "http-equiv", "integrity"}
            if name in ADDRESSES:
                assert GOOD.match(value or ""), (tag, name, value)
            if name == "style":
                assert all(GOOD.match(address) for address in CSS_ADDRESS.findall(value or ""))
    for sheet in re.findall(r"<style[^>]*>(.*?)</style>", text, re.DOTALL):
        assert not re.search(r"<(?:[a-z/!?]|\Z)", sheet, re.IGNORECASE)
