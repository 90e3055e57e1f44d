"""Photos whose box is built in another way than `<figure>` with one `<figcaption>`: captions and credits in each."""

from __future__ import annotations

import time

import pytest
from page_kit import page_of
from rooms.pipelines.caption_kit import FERRY, PROSE, told

from crawler.page import Draft
from pipelines.captions import read_captions


@pytest.mark.parametrize(
    "slide",
    [
        "<div class=slide><img src=/{n}.jpg><div class=slide__caption>{text} <span class=credit>Photo: {by}</span></div></div>",
        "<div class=item><img src=/{n}.jpg><figcaption>{text} (Photo: {by})</figcaption></div>",
    ],
)
def test_a_figure_with_several_captioned_photos_is_a_gallery(slide: str) -> None:
    slides = slide.format(n=1, text="The ferry leaves its pier.", by="Jane Roe") + slide.format(
        n=2, text="The band plays on deck.", by="Max Muster"
    )
    assert told(f"<figure class=media><div class=slider>{slides}</div></figure>") == [
        *FERRY,
        ("The band plays on deck.", ["Max Muster"]),
    ]


def test_the_parts_of_one_photo_are_no_gallery() -> None:
    halves = "<div class=half><img src=/left.jpg></div><div class=half><img src=/right.jpg></div>"
    caption = "<p class=caption-title>The ferry</p><p class=caption-text>leaves its pier.</p>"
    assert [text for text, _ in told(f"<figure>{halves}<div>{caption}</div></figure>")] == [
        "The ferry leaves its pier."
    ]


@pytest.mark.parametrize(
    "box",
    [
        "<div class=post-image><div><a href=/f.jpg><img src=/f.jpg></a><div class=credito-foto><span>Jane Roe</span></div></div></div>",
        "<div class=photo-full><img src=/f.jpg><p class=info><span class=credit><em>Photo: </em> Jane Roe</span></p></div>",
        "<div class=m><figure><img src=/f.jpg></figure><div><p class=m__credit>PHOTO <span>Jane Roe</span></p></div></div>",
        "<div class=lead><picture><img src=/f.jpg></picture><span class=image-copyright>© Jane Roe</span></div>",
    ],
)
def test_a_credit_alone_is_told_of_the_photo_in_its_box(box: str) -> None:
    assert told(box) == [(None, ["Jane Roe"])]


def test_the_portrait_of_an_author_is_no_photo_though_it_has_a_credit() -> None:
    portrait = '<div class=p><img src=/roe.jpg alt="Jane Roe"><span class=photographer>Jane Roe</span></div>'
    page = page_of(f"<article><h1>The ferry leaves</h1>{portrait}{PROSE * 2}</article>")
    assert read_captions(Draft.of(page).with_article(authors=["Jane Roe"])).article.photos == []


@pytest.mark.parametrize(
    "box",
    [
        # Who wrote the text, a logo, and text beside both.
        "<div class=byline><img src=/roe.jpg><span class=author>Jane Roe</span></div>",
        "<div class=box><img src=/f.jpg><span class=credit>Out of the harbour with the new ferry</span></div>",
        "<div class=box><img src=/f.jpg><p>The pier, where the ferry left.</p><span class=copyright>The Gazette</span></div>",
    ],
)
def test_other_boxes_have_no_credit(box: str) -> None:
    assert all(credits_ == [] for _, credits_ in told(box))


@pytest.mark.parametrize(
    ("box", "href", "caption"),
    [
        ("table", "/album/2", "<div><p>The ferry leaves its pier. | foto: <span>Jane Roe</span></p></div>"),
        ("div", "/foto/2", "<span class=info><b>The ferry leaves its pier. | </b>foto: Jane Roe</span>"),
        ("div", "/foto/2", "<p>The ferry leaves its pier.</p><span class=author>foto: Jane Roe</span>"),
    ],
)
def test_a_captioned_photo_may_lead_to_its_own_page(box: str, href: str, caption: str) -> None:
    held = f"<a href={href}><img src=/f.jpg></a>{caption}"
    assert told(f"<div>{held}</div>" if box == "div" else f"<table><tr><td>{held}</td></tr></table>") == FERRY


def test_what_leads_to_photos_of_another_story_is_none_of_this_one() -> None:
    assert told("<div class=cell><a href=/foto/2><img src=/f.jpg></a><p>The bridge opens: all photos</p></div>") == []


def test_a_label_for_those_who_hear_the_page_tells_a_credit() -> None:
    credit = "<p class=x1><span class=visually-hidden-text>Image source, </span><span>Jane Roe</span></p>"
    figure = f"<figure><div><img src=/f.jpg>{credit}</div><figcaption>The ferry leaves its pier.</figcaption></figure>"
    assert told(figure) == FERRY


def test_a_link_that_enlarges_a_photo_is_no_caption() -> None:
    caption = "<div class=photo__caption><a class=zoom>Lihat Foto</a>The ferry leaves its pier.<span>(Foto: Jane Roe)</span></div>"
    assert told(f"<div class=photo><img src=/f.jpg>{caption}</div>") == FERRY


@pytest.mark.parametrize(
    "box",
    [
        "<div class=pf><span>1</span><img src=/f.jpg><p class=t>The ferry leaves its pier. <span>- Photo: Jane Roe</span></p></div>",
        "<div class=w><div><img src=/f.jpg></div><div><span>3</span> photos</div><p class=desc>{text} (<span>Photo: Jane Roe</span>)</p></div>",
    ],
)
def test_the_number_of_a_photo_is_no_text_beside_it(box: str) -> None:
    assert told(box.format(text="The ferry leaves its pier.")) == FERRY


@pytest.mark.parametrize(
    "caption",
    [
        "The ferry leaves its pier. <b class=credit>Jane Roe</b> <b>hide caption</b> <b>toggle caption</b>",
        "The ferry leaves its pier. <span class=credit>Jane Roe</span> <a class=btn href=/buy>Buy Now</a>",
        "The ferry leaves its pier. (<cite class=credit>Jane Roe</cite>)",
        "The ferry leaves its pier. [<cite class=credit>Jane Roe</cite>]",
    ],
)
def test_what_is_offered_or_left_empty_behind_a_caption_is_none_of_it(caption: str) -> None:
    assert told(f"<figure><img src=/f.jpg><figcaption>{caption}</figcaption></figure>") == FERRY


def test_attributes_beside_the_photo_tell_its_caption() -> None:
    beside = '<div class=w data-c-caption="The ferry leaves its pier." data-c-credit="Jane Roe"></div>'
    assert told(f'<figure><button><img src=/f.jpg alt="A ship"></button>{beside}</figure>') == FERRY


@pytest.mark.parametrize(
    ("box", "part"),
    [
        ("figure", "<img src=/f.jpg><p class=caption>The ferry leaves its pier.</p>"),
        ("figure", "<noscript><img src=/f.jpg></noscript><figcaption>A</figcaption>"),
        ("div", "<span class=credit>Jane Roe</span>"),
    ],
)
def test_a_box_of_thousands_is_looked_at_once(box: str, part: str) -> None:
    started = time.process_time()
    told(f"<{box}><img src=/a.jpg>{part * 3_000}</{box}>")
    assert time.process_time() - started < 3, "each part was held against all others"
