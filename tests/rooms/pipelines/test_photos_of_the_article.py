"""Which images of a page are photos of its article."""

from __future__ import annotations

import json

import pytest
from page_kit import page_of

from crawler.page import Draft
from pipelines.captions import read_captions

PROSE = (
    "<p>The old ferry of the northern shore left its pier for the last time on Monday evening, with two hundred guests "
    "and the town band on board, and the whole town on the quay.</p>"
)
MORE = (
    "<p>The new one is to come in spring, and nobody on the island knows yet who is going to pay for its landing.</p>"
)
FIGURE = "<figure><img src='/b.jpg'><figcaption>A ferry at the other pier.</figcaption></figure>"


def draft_of(body: str, *, head: str = "") -> Draft:
    page = page_of(f"<html><head>{head}</head><body><article><h1>The ferry leaves</h1>{body}</article></body></html>")
    return read_captions(Draft.of(page))


def told(draft: Draft) -> list[tuple[str | None, list[str], str | None]]:
    photos = draft.article.photos
    return [(one.caption, one.credits, one.source) for one in photos if one.caption or one.credits]


@pytest.mark.parametrize(
    "src",
    [
        "/img/icons/mail.png",
        "/smilies/wink.gif",
        "/i/blank.jpg",
        "/img/print_logo.jpg",
        "/printlogo.gif",
        "/apple-touch-icon.png",
        "/ada-lind-150x150.jpg",
        "https://secure.example/blavatar/cad1567c258dd6f533fff2d478f06d0d?s=200",
    ],
)
def test_signs_are_no_photos_unless_they_have_a_caption(src: str) -> None:
    assert draft_of(f"{PROSE}<p><img src='{src}'></p>{MORE}").article.photos == []
    assert draft_of(PROSE + MORE, head=f"<meta property=og:image content='{src}'>").article.photos == []
    figure = f"<figure><img src='{src}'><figcaption>The new sign of the ferry.</figcaption></figure>"
    assert [photo.caption for photo in draft_of(PROSE + figure + MORE).article.photos] == ["The new sign of the ferry."]


@pytest.mark.parametrize("src", ["/2031/style-icon-dies.jpg", "/logos-harbour-31.jpg"])
def test_photos_of_like_names_are_photos(src: str) -> None:
    photos = draft_of(f"{PROSE}<p><img src='{src}'></p>{MORE}").article.photos
    assert [photo.src for photo in photos] == [f"https://news.example{src}"]


def test_the_photo_of_link_previews_takes_the_place_of_a_drawing() -> None:
    figure = "<figure><img src='/img/watermark-v2.svg'><figcaption>A ferry at the pier.</figcaption></figure>"
    head = "<meta property=og:image content='https://news.example/2031/ferry.jpg'>"
    photo = draft_of(figure + PROSE + MORE, head=head).article.photos[0]
    assert (photo.src, photo.caption) == ("https://news.example/2031/ferry.jpg", "A ferry at the pier.")


@pytest.mark.parametrize("text", ["The ferry leaves!", "The Ferry Leaves."])
def test_the_headline_is_no_caption(text: str) -> None:
    body = f"<img src='/a.jpg' alt='{text}'>{PROSE}{MORE}"
    item = {"@type": "ImageObject", "url": "https://news.example/a.jpg", "caption": f"{text}"}
    head = f"<meta property=og:title content='{text}'><script type=application/ld+json>{json.dumps(item)}</script>"
    draft = Draft.of(page_of(f"<html><head>{head}</head><body><article><h1>{text}</h1>{body}</article></body></html>"))
    assert told(read_captions(draft.with_article(headline=text))) == []


def test_photos_between_boxes_of_one_make_are_the_article_s() -> None:
    boxes = f"<div class='module text'>{5 * PROSE}</div><div>{FIGURE}</div><div class='module text'>{MORE}</div>"
    assert told(draft_of(boxes)) == [("A ferry at the other pier.", [], "figcaption")]
    other = f"<div class='module text'>{5 * PROSE}</div><div>{FIGURE}</div><div class='module more'>{MORE}</div>"
    assert told(draft_of(other)) == []


def test_an_image_that_leads_away_between_such_boxes_is_none_of_its_photos() -> None:
    card = "<div><a href='/other-story'><img src='/card.jpg'></a></div>"
    boxes = f"<div class='module text'>{5 * PROSE}</div>{card}<div class='module text'>{MORE}</div>"
    assert draft_of(boxes).article.photos == []


def test_what_holds_the_headline_is_no_box_beside_the_article() -> None:
    html = f"<header class='top has-sharing'><h1>The ferry leaves</h1>{FIGURE}</header><div>{PROSE}{MORE}</div>"
    page = page_of(f"<html><body><main>{html}</main></body></html>")
    assert told(read_captions(Draft.of(page))) == [("A ferry at the other pier.", [], "figcaption")]


@pytest.mark.parametrize(
    ("src", "captions"), [("/b.jpg", [("A ferry at the other pier.", [], "figcaption")]), ("/c.jpg", [])]
)
def test_the_photo_of_link_previews_may_stand_above_the_headline(src: str, captions: list[object]) -> None:
    html = f"{FIGURE}<h1>The ferry leaves</h1><div>{PROSE}{MORE}</div>"
    page = page_of(f"<html><head><meta property=og:image content='{src}'></head><body>{html}</body></html>")
    assert told(read_captions(Draft.of(page))) == captions


def figure(src: str, caption: str = "A ferry at the other pier.") -> str:
    return f"<figure><img {src}><figcaption>{caption}</figcaption></figure>"


@pytest.mark.parametrize(
    ("figures", "count"),
    [
        (["src=/580/KYVJ/ferry_1.jpg", "src=/1200/KHS/ferry_1.jpg"], 1),
        (["src=/_processed_/2/d/csm_ferry_caa5dd48d4.jpg", "src=/_processed_/2/d/csm_ferry_8e4be1532b.jpg"], 1),
        (["src=/_processed_/2/d/csm_ferry_caa5dd48d4.jpg", "src=/files/ferry.jpg"], 1),
        (["src=/580/ferry_1.jpg", "src=/580/ferry_2.jpg"], 2),
        (["src=/ferry_1663604640.jpg", "src=/ferry_1664182299.jpg"], 2),
        (["src=/ferry_1.jpg", "data-by-script=1"], 1),
        (["data-by-script=1", "src=/ferry_1.jpg"], 1),
        (["data-by-script=1", "src=/ferry_1.jpg", "src=/ferry_2.jpg"], 2),
    ],
)
def test_of_one_caption_the_same_file_is_one_photo(figures: list[str], count: int) -> None:
    photos = draft_of(PROSE + "".join(map(figure, figures)) + MORE).article.photos
    assert len(photos) == count
    assert all(photo.src for photo in photos)


@pytest.mark.parametrize(
    ("caption", "image", "count"),
    [
        ("The northern pier", "<img src=/a.jpg>", 1),
        ("The ferry leaves the northern pier for the last time in its long life.", "<img src=/a.jpg>", 1),
        ("Harbour master resigns over the sale of the last ferry of the north", "<img src=/a.jpg>", 0),
        ("The northern pier", "<a href=/other><img src=/a.jpg></a>", 0),
    ],
)
def test_a_short_caption_may_link_to_more_about_what_a_photo_shows(caption: str, image: str, count: int) -> None:
    box = f"<figure>{image}<figcaption><a href=/other>{caption}</a></figcaption></figure>"
    assert len(draft_of(f"{5 * PROSE}{box}{MORE}").article.photos) == count


@pytest.mark.parametrize(
    ("image", "src"),
    [
        ("src=/a.jpg width=16 height=9", "https://news.example/a.jpg"),
        ("src=/a.jpg width=11 height=8", None),
        ("data-lazyenabled=1 content=https://news.example/a.jpg", "https://news.example/a.jpg"),
        ("src=data:image/gif;base64,R0lGOD", "https://news.example/preview.jpg"),
    ],
)
def test_which_address_the_photo_above_the_text_has(image: str, src: str | None) -> None:
    head = "<meta property=og:image content=/preview.jpg>" if src and "preview" in src else ""
    draft = draft_of(f"<figure><img {image}><figcaption>A ferry at the pier.</figcaption></figure>{PROSE}", head=head)
    assert [photo.src for photo in draft.article.photos] == [src]


def test_the_code_by_which_others_embed_a_film_is_no_part_of_its_caption() -> None:
    code = "EMBED &lt;>More Videos &lt;iframe width='476' src='https://news.example/v/?id=1'>&lt;/iframe>"
    box = f"<figure><img src=/a.jpg><figcaption>{code} A ferry at the pier.</figcaption></figure>"
    assert told(draft_of(box + PROSE)) == [("A ferry at the pier.", [], "figcaption")]
