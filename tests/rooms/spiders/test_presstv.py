from __future__ import annotations

import pytest

from crawler.outlets import OutletBook, shipped_file
from crawler.url import covers
from spiders.loader import site_of
from spiders.sites.presstv import PressTV, article_key

TITLE = "Canal-reopens"


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www.presstv.com/detail.aspx?id=96218&sectionid=351020201", "96218"),
        ("http://www.presstv.ir/Detail.aspx?sectionid=3510&id=96218", "96218"),
        ("http://www.presstv.com/detail/120043.html", "120043"),
        ("http://edition.presstv.ir/detail/120043.html", "120043"),
        ("http://www.presstv.ir/detail/2013/05/14/303455/canal-reopens/", "303455"),
        (f"http://www.presstv.com/Detail/2016/10/20/489901/{TITLE}", "489901"),
        ("http://www.presstv.com/Detail/2016/10/20/489901/Iraq’s-canal,-reopened-", "489901"),
        ("https://www.presstv.ir/Detail/2016/10/20/489901", "489901"),
        (f"https://www.presstv.co.uk/Detail/2026/3/9/765120/{TITLE}#comments", "765120"),
        (f"https://d111111abcdef8.cloudfront.net/Detail/2016/10/20/489901/{TITLE}", "489901"),
        ("https://www.presstv.ir/Section/10102/1", None),
        ("https://www.presstv.ir/Default/Section/10201/", None),
        ("https://www.presstv.ir/", None),
        ("https://www.presstv.ir/Detail/", None),
        ("https://www.presstv.ir/Detail/2016/10/20/", None),
        ("https://www.presstv.ir/detail.aspx?sectionid=351020201", None),
        ("https://www.presstv.ir/Live", None),
    ],
)
def test_key_of_all_manners_of_address(url: str, key: str | None) -> None:
    assert article_key(url) == key
    assert PressTV().key_of(url) == key


@pytest.mark.parametrize(
    ("url", "inside"),
    [
        ("http://presstv.com/Detail/2016/10/20/489901/", True),
        ("https://www.presstv.ir/Detail/2016/10/20/489901/", True),
        ("https://www.presstv.co.uk/", True),
        ("http://edition.presstv.ir/detail/120043.html", True),
        ("https://www.presstv.tv/", True),
        ("https://french.presstv.ir/Detail/2016/10/20/489901/", False),
        ("https://www.french.presstv.ir/", False),
        ("https://presstv.example/", False),
        ("https://notpresstv.ir/", False),
    ],
)
def test_scope_leaves_out_editions_in_other_languages(url: str, inside: bool) -> None:  # noqa: FBT001  # a table
    outlet = OutletBook(shipped_file()).outlet("presstv")
    assert covers(site_of(outlet, PressTV).scope, url) is inside
