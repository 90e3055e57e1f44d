"""Which address a photo has, and when two addresses are the same photo."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from page_kit import page_of

from crawler.page import Draft
from pipelines.captions import read_captions
from pipelines.captions.source import largest_source, photo_key, srcset_of

if TYPE_CHECKING:
    from crawler.model import Photo

URL = "https://harbour.example/2026/03/09/ferry"
PROSE = (
    "<p>The old ferry of the northern shore left its pier for the last time on Monday evening, with two hundred guests "
    "and the town band on board, and the whole town on the quay.</p>"
)


def photos_of(body: str) -> list[Photo]:
    page = page_of(f"<title>Ferry</title><body><h1>The ferry leaves</h1>{body}</body>", url=URL)
    return read_captions(Draft.of(page)).article.photos


def only_photo(body: str) -> Photo:
    photos = photos_of(body)
    assert len(photos) == 1, photos
    return photos[0]


SOURCES = {
    "srcset": ("<img src='s.jpg' srcset='s.jpg 320w, l.jpg 1600w, m.jpg 800w'>", "l.jpg"),
    "srcset with commas in the address": ("<img src='s.jpg' srcset='w_9,h_9/l.jpg 2x, s.jpg 1x'>", "w_9,h_9/l.jpg"),
    "lazy": ("<img src='data:image/gif;base64,R0lGOD' data-src='l.jpg'>", "l.jpg"),
    "lazy set": ("<img src='/img/blank.gif' data-srcset='m.jpg 400w, l.jpg 900w'>", "l.jpg"),
    "original file": ("<img src='s.jpg' data-orig-file='l.jpg' srcset='m.jpg 900w'>", "l.jpg"),
    "linked size": ("<a href='ferry.jpg'><img src='ferry-300x200.jpg'></a>", "ferry.jpg"),
    "linked to another photo": ("<a href='other.jpg'><img src='ferry-300x200.jpg'></a>", "ferry-300x200.jpg"),
    "address of a page": ("<img src='l.jpg' data-url='/photos/list?id=7'>", "l.jpg"),
    "address behind a placeholder": ("<img src='/img/blank.gif' data-url='l.jpg'>", "l.jpg"),
    "picture": (
        "<picture><source srcset='l.jpg 1400w'><source srcset='m.jpg 700w'><img src='s.jpg'></picture>",
        "l.jpg",
    ),
    "picture by media": (
        "<picture><source media='(min-width: 1200px)' srcset='l.jpg'><source media='(max-width: 600px)' srcset='m.jpg'><img src='s.jpg'></picture>",
        "l.jpg",
    ),
    "noscript": (
        "<img src='data:image/gif;base64,R0lGOD' class='lazy'><noscript><img src='l.jpg'></noscript>",
        "l.jpg",
    ),
}


@pytest.mark.parametrize(("html", "name"), SOURCES.values(), ids=SOURCES)
def test_largest_size_is_taken(html: str, name: str) -> None:
    photo = only_photo(f"{PROSE}<figure>{html}<figcaption>The ferry.</figcaption></figure>{PROSE}")
    assert photo.src == f"https://harbour.example/2026/03/09/{name}"


@pytest.mark.parametrize(
    "src", ["data:image/png;base64,AAAA", "/img/1x1.gif", "/img/spacer.png", "/logo.svg", "blob:x", ""]
)
def test_placeholders_are_no_source(src: str) -> None:
    image = page_of(f"<img src='{src}'>", url=URL).select("img")[0]
    assert largest_source(image, URL) is None


def test_srcset_without_spaces() -> None:
    assert list(srcset_of("a.jpg 1x,b.jpg 2x")) == [("a.jpg", "1x"), ("b.jpg", "2x")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://h.example/2026/ferry-300x200.jpg", "https://h.example/2026/ferry-1200x800.jpg"),
        ("https://h.example/2026/ferry.s.jpg", "https://h.example/2026/ferry.m.jpg"),
        ("https://h.example/2026/ferry.jpg?w=90", "https://cdn.h.example/2026/ferry.jpg"),
        ("https://h.example/2026/ferry-640.jpg", "https://h.example/2026/ferry-1024.jpg"),
        ("https://h.example/w_640,c_fill/v1/ferry.jpg", "https://h.example/w_1024,c_fill/v1/ferry.jpg"),
        (
            "https://h.example/a~1.jpg/v1/fill/w_9,h_7,usm_0.6/a.jpg",
            "https://h.example/a~1.jpg/v1/fill/w_8,h_7,q_9/a.jpg",
        ),
        ("https://h.example/a/ar/16-9/ferry.jpg", "https://h.example/a/ar/3-4/ferry.jpg"),
        ("https://h.example/u/q:80/w:700/ferry.webp", "https://h.example/u/q:80/w:1400/ferry.webp"),
        ("https://h.example/rs:fit:480:0:0/g:sm/ferry.jpg", "https://h.example/rs:fit:960:0:0/g:sm/ferry.jpg"),
        (
            "https://h.example/resizer/Mx7=/1200x0/filters:quality(80)/cdn.news.example/a/ferry.jpg",
            "https://cdn.news.example/a/ferry.jpg",
        ),
        ("https://i0.cdn.example/www.h.example/uploads/ferry.jpg?w=9", "https://www.h.example/uploads/ferry.jpg"),
        ("https://h.example/640/2026/ferry.jpg", "https://h.example/1200/2026/ferry.jpg"),
        ("https://pictures.example/hwjrfw1hPrVN=s750", "https://pictures.example/hwjrfw1hPrVN=w1200-h630-p-k-no"),
        ("https://h.example/2026/ferry-2048x1366.jpeg.webp", "https://h.example/2026/ferry.jpeg"),
        ("https://h.example/7/16x9/ferry.jpg.webp", "https://h.example/7/default/ferry.jpg"),
        ("/_next/image?url=%2Fa%2Fferry.jpg&w=640&q=75", "/_next/image?url=%2Fa%2Fferry.jpg&w=1080&q=75"),
        ("https://h.example/image.php?id=12&w=90", "https://h.example/image.php?id=12"),
        ("https://h.example/2026/fähre.jpg", "https://h.example/2026/f%C3%A4hre-300x200.jpg"),
        ("https://h.example/pic/a71?x-process=image/resize,w_137", "https://h.example/pic/a71"),
        ("https://h.example/photo/ferry-at-sea?w=90", "//h.example/photo/ferry-at-sea"),
        ("https://r.example/fit/https%3A%2F%2Fh.example%2Fa%2Fferry.jpg", "https://h.example/a/ferry.jpg"),
    ],
)
def test_sizes_of_one_photo_have_one_key(first: str, second: str) -> None:
    assert photo_key(first) == photo_key(second)


def test_an_address_within_another_may_be_none() -> None:
    body = f"<figure><img src='/resize?url=http://[a/b.jpg'><figcaption>A ferry leaves</figcaption></figure>{PROSE}"
    assert only_photo(body).caption == "A ferry leaves"


@pytest.mark.parametrize(
    "address",
    [
        "/_next/image?url=%2Fa%2F{}.jpg&w=640&q=75",
        "/image.php?id={}",
        "/image.axd?picture={}.jpg",
        "/img/?src=/a/{}.png&w=300",
        "https://cdn.example/resize?w=640&h=480&u=/a/{}",
        "https://h.example/photo/{}?w=90",
        "/pic/7{}?x-process=image/resize,w_137",
    ],
)
def test_a_program_that_serves_all_photos_serves_several(address: str) -> None:
    figures = "".join(
        f'<figure><img src="{address.format(name)}"><figcaption>The {name} leaves</figcaption></figure>{PROSE}'
        for name in ("ferry", "train", "bus21")
    )
    assert [photo.caption for photo in photos_of(figures)] == [
        "The ferry leaves",
        "The train leaves",
        "The bus21 leaves",
    ]


@pytest.mark.parametrize(
    "names",
    [
        ("IMG_1234.jpg", "IMG_1235.jpg", "IMG_1240.jpg", "IMG_1250.jpg"),
        ("DSC_0001.JPG", "DSC_0002.JPG"),
        ("ferry-101.jpg", "ferry-102.jpg"),
        ("ferry_2020.jpg", "ferry_2021.jpg"),
        ("2024/05/1.jpg", "2024/06/1.jpg"),
        ("photos/1234/large.jpg", "photos/1235/large.jpg"),
        ("news/10/100.jpg", "news/11/100.jpg"),
        ("u/a_foo/p.jpg", "u/b_foo/p.jpg"),
        ("id:12/p.jpg", "id:13/p.jpg"),
    ],
)
def test_numbered_photos_are_several(names: tuple[str, ...]) -> None:
    assert len({photo_key(f"https://h.example/a/{name}") for name in names}) == len(names)


def test_other_photos_have_other_keys() -> None:
    urls = [
        "https://h.example/a/1.jpg",
        "https://h.example/a/2.jpg",
        "https://h.example/b/1.jpg",
        "https://h.example/a/ferry.jpg",
    ]
    assert len({photo_key(url) for url in urls}) == len(urls)


def test_same_photo_in_two_sizes_is_one() -> None:
    figure = "<figure><img src='/ferry-{0}.jpg'><figcaption>{1}</figcaption></figure>"
    photos = photos_of(figure.format("300x200", "") + PROSE + figure.format("1200x800", "The ferry. (AFP)") + PROSE)
    assert [(photo.caption, photo.credits) for photo in photos] == [("The ferry.", ["AFP"])]


@pytest.mark.parametrize(
    ("link", "is_own"),
    [
        ('href="/2026/03/09/ferry/pier-2/" rel="attachment wp-att-12"', True),
        ('href="/2026/03/09/ferry/pier-2/"', True),
        ('href="/?attachment_id=12"', True),
        ('href="https://pictures.example/photos/roe/123/"', True),
        ('href="/2026/03/09/trains"', False),
        ('href="https://shop.example/boats"', False),
    ],
)
def test_a_photo_may_lead_to_a_page_of_its_own(link: str, *, is_own: bool) -> None:
    assert len(photos_of(f"{PROSE}<p><a {link}><img src=/pier-2-300x200.jpg></a></p>{PROSE}")) == is_own


@pytest.mark.parametrize(
    ("link", "image", "largest"),
    [
        ("/pier.jpg", "src=/pier-300x200.jpg", "/pier.jpg"),
        ("/pier-1024x683.jpg", "src=/pier-300x200.jpg", "/pier-1024x683.jpg"),
        ("/pier-1024x683.jpg", "src=/pier.jpg", "/pier.jpg"),
        ("/pier-1024x683.jpg", "src=/pier-300x200.jpg srcset='/pier-2048x1366.jpg 2048w'", "/pier-2048x1366.jpg"),
        ("/other.jpg", "src=/pier.jpg", "/pier.jpg"),
    ],
)
def test_the_size_that_a_photo_links_to_counts_where_it_is_larger(link: str, image: str, largest: str) -> None:
    photo = only_photo(f"{PROSE}<p><a href={link}><img {image}></a></p>{PROSE}")
    assert photo.src == urljoin(URL, largest)
