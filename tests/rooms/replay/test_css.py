"""Style sheets and drawings: addresses lead into the archive, nothing ends early, nothing acts."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.replay.rewrite import Links, rewrite_css, rewrite_svg

URL = "http://news.example/css/a.css"
STAMP = "20240501103000"
IMAGE, SHEET = f"/web/{STAMP}im_/", f"/web/{STAMP}cs_/"
XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'


def css(text: str) -> str:
    return rewrite_css(text, Links(URL, STAMP))


def svg(inner: str, attributes: str = "") -> str | None:
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" {XLINK} {attributes}>{inner}</svg>'
    made = rewrite_svg(drawing.encode(), Links("http://news.example/i/a.svg", STAMP))
    return None if made is None else made.decode()


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ("a{b:url(c.png)}", f'a{{b:url("{IMAGE}http://news.example/css/c.png")}}'),
        ("a{b:URL( '/c d.png' )}", f'a{{b:URL("{IMAGE}http://news.example/c%20d.png")}}'),
        ('a{b:url("//x.example/c(1).png")}', f'a{{b:url("{IMAGE}http://x.example/c(1).png")}}'),
        ("a{b:url(c\\).png)}", f'a{{b:url("{IMAGE}http://news.example/css/c).png")}}'),
        ("a{b:u\\72 l(c)}", f'a{{b:url("{IMAGE}http://news.example/css/c")}}'),
        ("a{b:\\75\\72\\6c(c)}", f'a{{b:url("{IMAGE}http://news.example/css/c")}}'),
        ("a{b:\\u\\rl(c)}", f'a{{b:url("{IMAGE}http://news.example/css/c")}}'),
        ("@import 'b.css' print;", f'@import url("{SHEET}http://news.example/css/b.css") print;'),
        ("@IMPORT/**/url(b.css);", f'@IMPORT/**/url("{SHEET}http://news.example/css/b.css");'),
        ('@import"b.css";@import\'c.css\'print;', f'@import url("{SHEET}http://news.example/css/b.css");@import url("{SHEET}http://news.example/css/c.css")print;'),
        ('@import/**/"b.css";', f'@import/**/url("{SHEET}http://news.example/css/b.css");'),
        ('@\\69mport "b.css";', f'@import url("{SHEET}http://news.example/css/b.css");'),
        ("a{content:'url(x)'}", "a{content:'url(x)'}"),
        ("a{b:url(#c)}", 'a{b:url("#c")}'),
        ("a{b:url(data:image/png;base64,QQ==)}", 'a{b:url("data:image/png;base64,QQ==")}'),
        ("a{b:url(data:application/octet-stream;base64,AA)}", 'a{b:url("data:application/octet-stream;base64,AA")}'),
        ("a{b:url(data:,text/html)}", 'a{b:url("data:,text/html")}'),
        ("a{b:url(data:text/html,<b>)}", 'a{b:url("about:invalid")}'),
        ("a{b:url(javascript:x)}", 'a{b:url("about:invalid")}'),
        ("a{--c:url(http://x.example/)}", f'a{{--c:url("{IMAGE}http://x.example/")}}'),
        (
            "a{b:-webkit-image-set('c.png' 1x, url(d.png) 2x)}",
            f'a{{b:-webkit-image-set(url("{IMAGE}http://news.example/css/c.png") 1x, url("{IMAGE}http://news.example/css/d.png") 2x)}}',
        ),
        ("a{b:image\\2dset('c' 1x)}", f'a{{b:image-set(url("{IMAGE}http://news.example/css/c") 1x)}}'),
        ("a{b:image\\-\\73 et('c' 1x)}", f'a{{b:image-set(url("{IMAGE}http://news.example/css/c") 1x)}}'),
        ('.a\\"b{c:url(d)}', f'.a\\"b{{c:url("{IMAGE}http://news.example/css/d")}}'),
        (".a\\/*b{c:url(d)}", f'.a\\/*b{{c:url("{IMAGE}http://news.example/css/d")}}'),
        (".a\\-1{} .\\2d 2{}", ".a\\-1{} .\\2d 2{}"),
        ("a{b:image-set(/*)*/'c' 1x)}", f'a{{b:image-set(/**/url("{IMAGE}http://news.example/css/c") 1x)}}'),
        ("a{b:image-set(url(/*) 1x,'c' 2x)}", f'a{{b:image-set(url("{IMAGE}http://news.example/*") 1x,url("{IMAGE}http://news.example/css/c") 2x)}}'),
        ("a{b:image-set(d(e(f(1)),g) 1x,'c' 2x)}", f'a{{b:image-set(d(e(f(1)),g) 1x,url("{IMAGE}http://news.example/css/c") 2x)}}'),
        ("a{b:image-set(var(--d\\)e) 1x,'c' 2x)}", f'a{{b:image-set(var(--d\\)e) 1x,url("{IMAGE}http://news.example/css/c") 2x)}}'),
        ("a{b:image-set('c' type('image/avif') 1x);d:'e'}", f'a{{b:image-set(url("{IMAGE}http://news.example/css/c") type(\'image/avif\') 1x);d:\'e\'}}'),
        ("/* </style> url(x) */a{}", "/**/a{}"),
        ("<!-- a{} -->", "  a{}  "),
        ("a{content:'</style><script>'}", "a{content:'\\3c /style>\\3c script>'}"),
        ("@media (1px<width<=9px){}", "@media (1px< width<=9px){}"),
        ("@charset 'koi8-r';a{}", "a{}"),
        (".md\\:flex{} .\\31 2{} a{b:0\\9}", ".md\\:flex{} .\\31 2{} a{b:0\\9}"),
        ("@namespace svg url(http://www.w3.org/2000/svg);", "@namespace svg url(http://www.w3.org/2000/svg);"),
        ("@NAMESPACE url( 'http://a.example/' );b{c:url(d)}", f'@NAMESPACE url( \'http://a.example/\' );b{{c:url("{IMAGE}http://news.example/css/d")}}'),
        ('@namespace a"http://a.example/</style>";', '@namespace a"http://a.example/%3C/style>";'),
        ("@namespace{}b{c:url(d)}", f'@namespace{{}}b{{c:url("{IMAGE}http://news.example/css/d")}}'),
        ("a{b:\\@namespace url(c)}", f'a{{b:\\@namespace url("{IMAGE}http://news.example/css/c")}}'),
        ("a{b:url(c", f'a{{b:url("{IMAGE}http://news.example/css/c")'),
        ("a{b:'c", "a{b:'c"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_is_written(given_: str, expected: str) -> None:
    assert css(given_) == expected


PIECES = st.sampled_from(
    ["url(", "URL(", "\\75rl(", ")", '"', "'", "\\", "/*", "*/", "@import ", "<", "</style>", "<!--", "-->", "image-set(", "image\\2dset(", "type(", "@namespace ", "{", "}", ";", "http://evil.example/", "//evil.example/x", "a", " ", "\n", "(", "-", "data:text/html,", "#", "\\3c ", "@charset "]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join))
def test_nothing_ends_a_style_element_or_leads_out(text: str) -> None:
    once = css(text)
    assert not re.search(r"<[a-z/!?]", once, re.IGNORECASE)
    # What is still an address in another reading of the text: in a string it leads nowhere.
    outside = re.sub(r"\\[^\n\r\f]|\"(?:[^\"\\\n]|\\.)*[\"\n]?|'(?:[^'\\\n]|\\.)*['\n]?", '""', once, flags=re.DOTALL)
    for address in re.findall(r"url\(\s*([^)\"'\s]+)", outside, re.IGNORECASE):
        assert address == "", once


@pytest.mark.parametrize(
    ("inner", "gone", "kept"),
    [
        ("<script>alert(1)</script><rect/>", "script", "<rect/>"),
        ("<script href='http://evil.example/x.js'/>tail", "evil", "tail"),
        ("<rect onload='x()' width='5'/>", "onload", 'width="5"'),
        ("<a xlink:href='javascript:x()'><text>t</text></a>", "javascript", "<text>t</text>"),
        ("<image href='http://evil.example/i.png'/>", '"http://evil', f"{IMAGE}http://evil.example/i.png"),
        ("<image xlink:href='b.png'/>", '"b.png', f"{IMAGE}http://news.example/i/b.png"),
        ("<use xlink:href='#a'/>", "evil", 'xlink:href="#a"'),
        (
            "<foreignObject><iframe xmlns='http://www.w3.org/1999/xhtml' src='//evil.example/'/></foreignObject>",
            "evil",
            "<svg",
        ),
        ("<animate attributeName='href' to='//evil.example/'/>", "evil", "<svg"),
        ("<style>@import '//evil.example/'; a{b:url(c)}</style>", "'//evil", f"{SHEET}http://evil.example/"),
        ("<style><![CDATA[a{b:url(c.png)}]]></style>", "url(c", f"{IMAGE}http://news.example/i/c.png"),
        (
            "<rect fill='url(http://evil.example/#a)' style='mask:url(m.svg)'/>",
            "(http",
            f"{IMAGE}http://news.example/i/m.svg",
        ),
    ],
)
def test_drawings_do_nothing(inner: str, gone: str, kept: str) -> None:
    made = svg(inner)
    assert made is not None
    assert gone not in made
    assert kept in made


@pytest.mark.parametrize(
    ("inner", "left"),
    [
        ("a<script/>b<g>c<script>d</script>e<script/></g>f<script/>g", "ab<g>ce</g>fg"),
        ("<script>a<g onload='x()'><script/>b</g>c</script>d", "d"),
        ("<x:guide xmlns:x='urn:x'>a<g>b</g></x:guide>c", "c"),
        ("<style>a<script>b</script>c<g>d</g></style>e", "<style>abcd</style>e"),
    ],
)
def test_what_is_taken_out_of_a_drawing(inner: str, left: str) -> None:
    made = svg(inner)
    assert made is not None
    assert re.sub(r".*<svg[^>]*>|</svg>", "", made, flags=re.DOTALL) == left


def test_what_is_taken_out_takes_linear_time() -> None:
    # One by one, the texts between them were put together over and over: a quarter of a minute and more.
    started = time.process_time()
    made = svg("<script/>some text" * 40_000)
    assert time.process_time() - started < 5
    assert made is not None
    assert made.count("some text") == 40_000


def test_a_drawing_with_entities_of_its_own() -> None:
    drawing = b'<!DOCTYPE svg [<!ENTITY c "red">]><svg xmlns="http://www.w3.org/2000/svg"><rect fill="&c;"/></svg>'
    made = rewrite_svg(drawing, Links(URL, STAMP))
    assert made is not None
    assert b'fill="red"' in made
    assert b"DOCTYPE" not in made


@pytest.mark.parametrize(
    "declared", ['SYSTEM "file:///etc/passwd"', 'PUBLIC "x" "file:///etc/passwd"', 'SYSTEM "/etc/passwd"']
)
def test_a_drawing_reads_no_file(declared: str) -> None:
    for inner in ("<text>&x;</text>", ""):
        subset = f"<!ENTITY x {declared}><!ENTITY % y {declared}> %y;"
        drawing = f'<!DOCTYPE svg {declared} [{subset}]><svg xmlns="http://www.w3.org/2000/svg">{inner}</svg>'
        made = rewrite_svg(drawing.encode(), Links(URL, STAMP))
        assert b"root:" not in (made or b"")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg",
        b"<html/>",
        b"\xff\xfe",
        b"<svg xmlns='x'><a></svg>",
        b"<svg xmlns='http://www.w3.org/1999/xhtml' onclick='x()'/>",
        b"<?xml version='1.0' encoding='nonsense'?><svg/>",
    ],
)
def test_what_is_no_drawing(data: bytes) -> None:
    assert rewrite_svg(data, Links(URL, STAMP)) is None


def test_a_drawing_that_would_grow_without_end() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    drawing = (
        f'<!DOCTYPE svg [<!ENTITY e0 "lol">{levels}]><svg xmlns="http://www.w3.org/2000/svg"><text>&e11;</text></svg>'
    )
    made = rewrite_svg(drawing.encode(), Links(URL, STAMP))
    assert made is None or len(made) < 20_000_000
