"""Which pictures are the article's: authors, drawings, galleries; and credits of names nobody has a list of."""

from __future__ import annotations

import pytest
from page_kit import page_of

from crawler.page import Draft
from pipelines.captions import read_captions, split_credit
from pipelines.captions.words import words

PROSE = (
    "<p>The old ferry of the northern shore left its pier for the last time on Monday evening, with two hundred guests "
    "and the town band on board, and the whole town on the quay.</p>"
)


def photos_of(body: str, *, authors: tuple[str, ...] = ()) -> list[tuple[str | None, str | None, list[str], str]]:
    page = page_of(f"<article><h1>The ferry leaves</h1>{body}</article>")
    draft = Draft.of(page).with_article(authors=list(authors))
    return [(one.src, one.caption, one.credits, one.role) for one in read_captions(draft).article.photos]


def figure(caption: str, *, src: str = "/f.jpg", kind: str = "") -> str:
    return f'<figure class="{kind}"><img src="{src}"><figcaption>{caption}</figcaption></figure>'


def test_an_author_may_be_the_photographer() -> None:
    found = photos_of(f"{figure('The pier at dusk. Photo: Jane Roe')}{PROSE}", authors=("Jane Roe",))
    assert [(caption, credits_) for _, caption, credits_, _ in found] == [("The pier at dusk.", ["Jane Roe"])]


def test_the_portrait_of_an_author_is_no_photo_of_the_article() -> None:
    assert photos_of(f"{PROSE}{figure('Jane Roe, reporter')}{PROSE}", authors=("Jane Roe",)) == []


def story(headline: str, caption: str, text: str, *, box: str = "article", src: str = "/f.jpg") -> str:
    return f"<{box}><h1>{headline}</h1>{figure(caption, src=src)}{text}</{box.split(maxsplit=1)[0]}>"


@pytest.mark.parametrize("box", ["article", "div class='story'"])
def test_photos_of_the_next_story_on_an_endless_page_are_not_those_of_the_first(box: str) -> None:
    first = story("The ferry leaves", "The pier.", PROSE, box=box)
    second = story("The bridge opens", "The bridge.", PROSE * 3, box=box, src="/b.jpg")
    draft = Draft.of(page_of(f"<main>{first}{second}</main>")).with_article(headline="The ferry leaves")
    assert [one.caption for one in read_captions(draft).article.photos] == ["The pier."]


@pytest.mark.parametrize("box", ["section", "div"])
def test_parts_of_one_story_with_headings_of_their_own_keep_their_photos(box: str) -> None:
    first = story("The ferry leaves", "The pier.", PROSE, box=box)
    second = story("The bridge opens", "The bridge.", PROSE, box=box, src="/b.jpg")
    draft = Draft.of(page_of(f"<article>{first}{second}{PROSE}</article>")).with_article(headline="The ferry leaves")
    assert [one.caption for one in read_captions(draft).article.photos] == ["The pier.", "The bridge."]


@pytest.mark.parametrize(
    "caption", ["Jane Roe asks the captain, Max Muster, for the way.", "Jane Roe's map of all the piers of the shore."]
)
def test_a_caption_that_begins_with_an_author_is_no_portrait_where_somebody_else_has_the_credit(caption: str) -> None:
    found = photos_of(f"{figure(caption + ' Photo: Ann Lee')}{PROSE}", authors=("Jane Roe",))
    assert [(told, credits_) for _, told, credits_, _ in found] == [(caption, ["Ann Lee"])]
    for portrait in ("Jane Roe, reporter. Photo: Ann Lee", "By Jane Roe, our reporter on the northern shore"):
        assert photos_of(f"{PROSE}{figure(portrait)}{PROSE}", authors=("Jane Roe",)) == []


def test_a_drawing_counts_when_it_is_captioned() -> None:
    address = "https://news.example/map.svg"
    assert photos_of(f"{figure('The new route.', src='/map.svg')}{PROSE}") == [(address, "The new route.", [], "lead")]
    assert photos_of(f"<p><img src='/icon.svg'></p>{PROSE}") == []


def test_a_gallery_may_follow_the_text() -> None:
    gallery = "".join(f"<li>{figure(f'Guest number {n}.', src=f'/{n}.jpg', kind='gallery')}</li>" for n in (1, 2))
    inside = photos_of(f"{PROSE}<ul class='gallery'>{gallery}</ul>")
    assert [(caption, role) for _, caption, _, role in inside] == [
        ("Guest number 1.", "gallery"),
        ("Guest number 2.", "gallery"),
    ]
    assert photos_of(f"{PROSE}<aside><ul class='gallery'>{gallery}</ul></aside>") == []


def test_slides_with_pictures_in_many_sizes_have_captions() -> None:
    sources = "".join(f'<source width={px} data-slider-srcset="/{{0}}-{px}.jpg 1x">' for px in (320, 600, 900, 1200))
    slide = (
        f"<div class=slide><div class=slide-media><picture>{sources}<img alt=Image data-slider-srcset='/{{0}}.jpg 1x' "
        "src='data:image/svg+xml;base64,AA=='></picture><button>Full screen</button></div><div class=slide-info><x-more>"
        "<div><span>{0} of 3 <span>|</span></span> <span><p>Guest number {0} on the upper deck. (AP Photo/Jane Roe)</p>"
        "</span></div><button>Read more</button></x-more></div></div>"
    )
    slides = "".join(slide.format(n) for n in (1, 2, 3))
    assert photos_of(f"<div class=slides>{slides}</div>{PROSE * 3}") == [
        (f"https://news.example/{n}-1200.jpg", f"Guest number {n} on the upper deck.", ["AP Photo/Jane Roe"], "gallery")
        for n in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    ("line", "caption", "credits_"),
    [
        ("The pier. © 2031 Ada Lind / Lantern Pictures", "The pier.", ("Ada Lind / Lantern Pictures",)),
        ("The pier. © 2029–2031 Ada Lind", "The pier.", ("Ada Lind",)),
        ("The pier [Lantern Images/Ada Lind]", "The pier", ("Lantern Images/Ada Lind",)),
        ("The pier (Lantern Photo/Ada Lind)", "The pier", ("Lantern Photo/Ada Lind",)),
        ("The pier at night. Ada Lind/Lantern Pictures", "The pier at night.", ("Ada Lind/Lantern Pictures",)),
        ("The pier (north/south)", "The pier (north/south)", ()),
        ("The pier. Photo/Ada Lind", "The pier.", ("Ada Lind",)),
    ],
)
def test_credits_of_names_that_are_in_no_list(line: str, caption: str, credits_: tuple[str, ...]) -> None:
    split = split_credit(line)
    assert (split.caption, split.credits) == (caption, credits_)


@pytest.mark.parametrize(
    ("names", "is_caption"),
    [
        ("wp-caption-text", True),
        ("imageDescription", True),
        ("story__image:desc", True),
        ("legend", True),
        ("legends", False),
        ("text-caption", False),
        ("has-caption photo-caption", True),
        ("abutment", False),
        ("", False),
    ],
)
def test_names_of_captions(names: str, is_caption: bool) -> None:  # noqa: FBT001  # a column of the table
    assert words().caption.within(names) is is_caption


def test_a_photo_is_where_its_image_is_though_its_caption_stands_in_the_text() -> None:
    body = (
        f"<div class='detail'>{PROSE}<p>The mural (seen below) covers the wall of the yard and took them all spring.</p>"
        "<img src='/mural.jpg'><div class='caption'>The mural in the yard.</div>" + PROSE + "</div>"
    )
    page = page_of(f"<article><h1>The ferry leaves</h1>{body}</article>")
    (photo,) = read_captions(Draft.of(page)).article.photos
    assert photo.caption == "The mural in the yard."
    assert photo.mention == "The mural (seen below) covers the wall of the yard and took them all spring."


@pytest.mark.parametrize(
    "inside",
    [
        "{image}<p>Photo: Jane Roe</p><figcaption>The ferry leaves the pier</figcaption>",
        "{image}<figcaption>The ferry leaves the pier</figcaption><span>Photo: Jane Roe</span>",
        "{image}<figcaption>The ferry leaves the pier</figcaption><figcaption>© Jane Roe</figcaption>",
        "{image}<p><b>Image source, </b>Jane Roe</p><figcaption><b>Image caption, </b><p>{caption}</p></figcaption>",
        "<b class=and-copyright>{image}<span class=copyright>Jane Roe</span></b><figcaption>{caption}</figcaption>",
        "{image}<figcaption>The ferry leaves the pier <span>Photo: Jane Ro\N{ZERO WIDTH SPACE}e</span></figcaption>",
    ],
)
def test_a_credit_stands_anywhere_in_a_figure(inside: str) -> None:
    image = "<img src=/a.jpg width=900 height=600>"
    told = inside.format(image=image, caption="The ferry leaves the pier")
    found = photos_of(f"{PROSE}<figure>{told}</figure>{PROSE}")
    assert [one[1:3] for one in found] == [("The ferry leaves the pier", ["Jane Roe"])]


def test_other_texts_in_a_figure_are_no_credits() -> None:
    inside = "<img src=/a.jpg><figcaption>The ferry leaves</figcaption><p>Jane Roe said so</p>"
    assert photos_of(f"{PROSE}<figure>{inside}</figure>{PROSE}")[0][1:3] == ("The ferry leaves", [])


def test_a_credit_may_stand_above_its_image() -> None:
    box = "<div><span>Photo: Jane Roe</span><img src=/a.jpg></div>"
    assert [one[1:3] for one in photos_of(f"{PROSE}{box}{PROSE}")] == [(None, ["Jane Roe"])]
    two = "<div><img src=/a.jpg><span>Photo: Jane Roe</span><img src=/b.jpg></div>"
    assert [one[2] for one in photos_of(f"{PROSE}{two}{PROSE}")][1:] == [[]]
