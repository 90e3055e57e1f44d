"""What a script of a page would have shown late is shown at once: style sheets, images, frames."""

from __future__ import annotations

import time

import pytest

from crawler.replay.rewrite import Links, rewrite_html

STAMP = "20240501103000"
HERE = f"/web/{STAMP}"
SITE = "http://news.example"
IMG = f"{HERE}im_/{SITE}"
SHEET = f'<link rel="stylesheet" href="{HERE}cs_/{SITE}/s.css"'


def shown(text: str) -> str:
    return rewrite_html(text, Links(f"{SITE}/story", STAMP)).text


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("""<link rel="stylesheet" href="/s.css" media="print" onload="this.media='all'">""", ' media="all">'),
        ("""<link rel=stylesheet href=/s.css media=print onload="this.media=&#039;screen&#039;">""", ' media="screen">'),
        ("""<link rel="stylesheet" href="/s.css" media="none" onload="if(media!='all')media='all'">""", ' media="all">'),
        (
            """<link rel=stylesheet href=/s.css media="not all" data-media="(min-width: 9px)" onload="this.media=this.dataset.media; delete this.dataset.media;">""",
            ' media="(min-width: 9px)">',
        ),
        (
            """<link rel=stylesheet href=/s.css media=print data-on-load-media=all onload="this.media=this.dataset.onLoadMedia">""",
            ' media="all">',
        ),
        ("""<link rel=stylesheet href=/s.css media=print onload="this.removeAttribute('media')">""", ">"),
        ("""<link rel="preload" as="style" href="/s.css" onload="this.onload=null;this.rel='stylesheet'">""", ">"),
        ("""<link rel="preload" as="style" media="all and (max-width: 6px)" href="/s.css" onload='this.rel="stylesheet"'>""", ' media="all and (max-width: 6px)">'),
        ("""<link rel="preload" as="style" href="/s.css" onload="this.rel='stylesheet';this.media='print'">""", ' media="print">'),
        # What says nothing of the kind stays as it is.
        ("""<link rel="stylesheet" href="/s.css" media="print" onload="loaded(this)">""", ' media="print">'),
        ("""<link rel="stylesheet" href="/s.css" media="print">""", ' media="print">'),
    ],
)  # fmt: skip
def test_a_sheet_that_a_script_switches_on(link: str, expected: str) -> None:
    assert shown(link) == SHEET + expected


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="preload" as="style" href="/s.css">',
        """<link rel="preload" as="script" href="/s.js" onload="load(this.href)">""",
        """<link rel="preload" as="font" href="/f.woff2" onload="this.rel='icon'">""",
    ],
)
def test_what_is_only_asked_for_in_advance(link: str) -> None:
    assert shown(link) == ""


@pytest.mark.parametrize(
    "attributes",
    [
        'src="/i/blank_1x1.gif" data-src="/l.jpg"',
        'src="/i/lazy_placeholder.gif" data-src="/l.jpg"',
        'src="/i/e151e5.gif" data-original="/l.jpg"',
        'src="/i/transparent-1x1-2cd8bde463.png?v=1" data-lazy-src="/l.jpg"',
        'src="/i/image_placeholder_small.svg" data-src="/l.jpg"',
        'class="image lazyload" src="/l.tiny.jpg" data-src="/l.jpg"',
        'data-lazyimage-src="/l.jpg" src="data:image/gif;base64,R0"',
        'data-cfsrc="/l.jpg"',
        'src="data:image/gif;base64,R0" nitro-lazy-src="/l.jpg" nitro-lazy-srcset="/l.jpg 1x"',
    ],
)
def test_an_image_that_a_script_shows(attributes: str) -> None:
    assert f' src="{IMG}/l.jpg"' in shown(f"<img {attributes}>")


@pytest.mark.parametrize(
    "attributes",
    [
        'src="/real.jpg" data-src="/zoom.jpg"',
        'src="/real.gif" data-src="/large.gif"',
        'src="/real.jpg" data-cfsrc="/zoom.jpg"',
        'class="lazyload" src="/real.jpg" data-pin-src="/zoom.jpg"',
        'src="/real.jpg" data-src="{{ src }}"',
        'srcset="/real.jpg 1x" src="/real.jpg" data-lazy-hover-src="/zoom.jpg"',
    ],
)
def test_an_image_that_shows_itself(attributes: str) -> None:
    assert f' src="{IMG}/real.' in shown(f"<img {attributes}>")


@pytest.mark.parametrize(
    "text",
    [
        '<img data-src="/l.jpg"><noscript><img src="/l.jpg"></noscript>',
        '<picture><source data-srcset="/l.webp"><img data-src="/l.jpg"></picture></div>\n<noscript><img src="/l.jpg"></noscript>',
        '<noscript><img src="/l.jpg" alt="a"></noscript><img src="data:image/gif;base64,R0" data-src="/l.jpg">',
        '<noscript> <picture><source srcset="/l.webp"><img src="/l.jpg"></picture></noscript> <img data-src="/l.jpg">',
    ],
)
def test_an_image_is_shown_once(text: str) -> None:
    assert shown(text).count(f' src="{IMG}/l.jpg"') == 1


@pytest.mark.parametrize(
    "text",
    [
        '<img src="/a.jpg"></p><noscript><img src="/l.jpg"></noscript>',
        '<noscript><img src="/l.jpg"></noscript><img src="/a.jpg">',
        '<noscript><img src="/l.jpg"></noscript><p>words</p><img data-src="/a.jpg">',
        '<noscript><p>words</p><img src="/l.jpg"></noscript><img data-src="/a.jpg">',
        '<img data-src="/a.jpg"></p>words<noscript><img src="/l.jpg"></noscript>',
        '<img data-src="/a.jpg"><noscript><p>words</p><img src="/l.jpg"></noscript>',
    ],
)
def test_what_stands_for_readers_without_scripts_is_shown(text: str) -> None:
    assert f' src="{IMG}/l.jpg"' in shown(text)


@pytest.mark.parametrize("name", ["data-src", "data-lazy-src", "data-original"])
def test_a_frame_that_a_script_shows(name: str) -> None:
    assert f' src="{HERE}if_/{SITE}/f"' in shown(f'<iframe src="about:blank" {name}="/f"></iframe>')


@pytest.mark.parametrize(
    "piece", ["<noscript>", "<noscript><img ", "<noscript><img>", '<img data-src="/a.jpg"><noscript>']
)
def test_what_has_no_end_takes_linear_time(piece: str) -> None:
    begun = time.process_time()
    shown(piece * 20_000)
    assert time.process_time() - begun < 5
