"""Where captions are found that nothing marks, what is claimed with them, and how each photo names its source."""

from __future__ import annotations

from pathlib import Path

import pytest
from page_kit import page_of

from crawler.page import Draft
from pipelines.captions import read_captions, split_credit
from pipelines.captions.step import SOURCES

PROSE = (
    "<p>The old ferry of the northern shore left its pier for the last time on Monday evening, with two hundred guests "
    "and the town band on board, and the whole town on the quay.</p>"
)
MORE = (
    "<p>The new one is to come in spring, and nobody on the island knows yet who is going to pay for its landing.</p>"
)
DOCS = Path(__file__).parents[3] / "docs" / "reading.md"


def draft_of(body: str, *, head: str = "", standfirst: str = "") -> Draft:
    page = page_of(f"<html><head>{head}</head><body><article><h1>The ferry leaves</h1>{body}</article></body></html>")
    draft = Draft.of(page)
    if standfirst:
        summary = [block.index for block in page.blocks if block.text == standfirst]
        draft = draft.claim(summary, "standfirst").with_article(standfirst=standfirst)
    return read_captions(draft)


def told(draft: Draft) -> list[tuple[str | None, list[str], str | None]]:
    photos = draft.article.photos
    return [(one.caption, one.credits, one.source) for one in photos if one.caption or one.credits]


def texts(draft: Draft) -> dict[str, str | None]:
    """Return the role of each block by its text."""
    return {block.text: draft.claimed.get(block.index) for block in draft.page.blocks}


CLASS_FAR = (
    "<div><div><div><img src='/a.jpg'></div></div><div><x-el><x-in><x-to><x-at class='image-description'>"
    "A ferry at the pier. Photo: AFP</x-at></x-to></x-in></x-el></div></div>"
)
BESIDE = (
    "<div class='x1'><div class='x2'><picture><img src='/a.jpg'></picture><div class='x3'>A ferry at the pier.</div>"
    "<div class='x4'>AFP</div></div></div>"
)
FORMS = {
    "figcaption": (
        "<figure><img src='/a.jpg'><figcaption>A ferry at the pier. Photo: AFP</figcaption></figure>",
        "figcaption",
    ),
    "class": ("<div><img src='/a.jpg'><p class='caption'>A ferry at the pier. Photo: AFP</p></div>", "class"),
    "class far from its image": (CLASS_FAR, "class"),
    "figure": ("<figure><img src='/a.jpg'><div>A ferry at the pier. Photo: AFP</div></figure>", "figure"),
    "table": (
        "<table><tr><td><img src='/a.jpg'></td></tr><tr><td>A ferry at the pier. Photo: AFP</td></tr></table>",
        "table",
    ),
    "beside": (BESIDE, "beside"),
    "in italics": ("<div><img src='/a.jpg'></div><p><em>A ferry at the pier. Photo: AFP</em></p>", "beside"),
    "printed": ("<div><img src='/a.jpg' alt='A ferry at the pier.'></div><p>A ferry at the pier. (AFP)</p>", "printed"),
    "data attribute": (
        "<p><img src='/a.jpg' data-caption='A ferry at the pier.' data-credit='AFP'></p>",
        "data-attribute",
    ),
    "data with markup": (
        "<p><img src='/a.jpg' data-image-caption='&lt;p&gt;A ferry at the pier. (AFP)&lt;/p&gt;'></p>",
        "data-attribute",
    ),
    "object in an attribute": (
        """<p><img src='/a.jpg' data-image='{"caption": "A ferry at the pier.", "credit": "AFP"}'></p>""",
        "data-attribute",
    ),
    "IPTC": (
        "<p><img src='/a.jpg' data-iptc-caption='A ferry at the pier.' data-iptc-byline='AFP'></p>",
        "data-attribute",
    ),
    "title": ("<p><img src='/a.jpg' alt='A ferry at the pier' title='A ferry at the pier | AFP'></p>", "title"),
    "alt": ("<p><img src='/a.jpg' alt='A ferry at the pier. (AFP)'></p>", "alt"),
    "an element of the site's own": (
        "<div><lazy-image data-src='/a.jpg'></lazy-image><div class='img-caption'>A ferry at the pier. <i class='credit'>AFP</i></div></div>",
        "class",
    ),
}


@pytest.mark.parametrize(("form", "source"), FORMS.values(), ids=FORMS)
def test_each_photo_names_its_source(form: str, source: str) -> None:
    draft = draft_of(form + PROSE + MORE)
    ((caption, credits_, given),) = told(draft)
    assert ((caption or "").rstrip("."), credits_, given) == ("A ferry at the pier", ["AFP"], source)
    assert draft.article.sources["photos"] == source


def test_json_ld_is_a_source() -> None:
    head = """<meta property="og:image" content="/a.jpg"><script type="application/ld+json">{"@type": "ImageObject",
        "url": "https://news.example/a.jpg", "caption": "A ferry at the pier.", "copyrightHolder": {"name": "AFP"}}</script>"""
    assert told(draft_of(PROSE + MORE, head=head)) == [("A ferry at the pier.", ["AFP"], "json-ld")]


def test_a_title_in_json_ld_is_no_caption() -> None:
    head = """<meta property="og:image" content="/a.jpg"><script type="application/ld+json">{"@type": "ImageObject",
        "url": "https://news.example/a.jpg", "caption": "ferry pier"}</script>"""
    assert told(draft_of(PROSE + MORE, head=head)) == []


def test_all_sources_are_documented() -> None:
    page = DOCS.read_text("utf-8")
    assert [source for source in (*SOURCES, "image", "site") if f"`{source}`" not in page] == []


def test_photos_without_captions_and_none() -> None:
    assert draft_of(f"{PROSE}<img src='/a.jpg'>{MORE}").article.sources["photos"] == "image"
    assert "photos" not in draft_of(PROSE + MORE).article.sources


LANGUAGES = [
    ("Паром отходит от причала вечером.", "Фото: ТАСС", ["ТАСС"]),
    ("العبارة تغادر الميناء مساء اليوم.", "صورة: رويترز", ["رويترز"]),
    ("המעבורת עוזבת את הרציף בערב.", "צילום: דנה לוי", ["דנה לוי"]),
    ("夕方に岸壁を離れる古い船と見送る人々", "写真：共同", ["共同"]),
    ("저녁에 부두를 떠나고 있는 낡은 배", "사진: 연합뉴스", ["연합뉴스"]),
    ("Prom odpływa od nabrzeża wieczorem.", "fot. Jan Nowak", ["Jan Nowak"]),
    ("Vapur akşam iskeleden ayrılıyor.", "Fotoğraf: AA", ["AA"]),
    ("Vanha lautta lähtee laiturista.", "Kuva: Lehtikuva", ["Lehtikuva"]),
    ("Færgen forlader kajen om aftenen.", "Billede: Ritzau Scanpix", ["Ritzau Scanpix"]),
    ("Le bac quitte le quai le soir.", "Crédit photo : Luc Roche", ["Luc Roche"]),
]


@pytest.mark.parametrize(("caption", "line", "names"), LANGUAGES, ids=[row[0] for row in LANGUAGES])
def test_unmarked_lines_below_a_picture(caption: str, line: str, names: list[str]) -> None:
    box = f"<div><picture><img src='/a.jpg'></picture><div>{caption}</div><div>{line}</div></div>"
    draft = draft_of(PROSE + box + MORE)
    assert told(draft) == [(caption, names, "beside")]
    assert (texts(draft)[caption], texts(draft)[line]) == ("caption", "credit")


NO_CAPTIONS = {
    "prose behind a picture": f"<div><img src='/a.jpg' width='900'>{MORE}</div>",
    "prose in the picture's paragraph": "<p><img src='/a.jpg' width='900'> The guests stayed on board until the band had played its last song.</p>",
    "teaser": "<div><a href='/other'><img src='/a.jpg' width='900'><span>A storm that nobody saw coming</span></a></div>",
    "teaser with a linked line": "<div><img src='/a.jpg' width='900'><div><a href='/other'>A storm that nobody saw coming</a></div></div>",
    "heading": "<div><img src='/a.jpg' width='900'><h3>What the guests say today</h3></div>",
    "reading time": "<div><img src='/a.jpg' width='900'><div>Reading time: 5 min</div></div>",
    "price": "<div><img src='/a.jpg' width='900'><div>Model of the ferry 12,90 €</div></div>",
    "small picture": "<div><img src='/a.jpg' width='100' height='90'><div>A ferry at the pier today</div></div>",
    "address": "<div><img src='/a.jpg' width='900'><div>https://news.example/a/b/c</div></div>",
    "a speaker in italics": "<p><img src='/a.jpg'></p><p><em>“We shall all miss her,” said the mate.</em></p>",
    "an advertisement": "<figure><img src='/a.jpg'><figcaption>Advertisement</figcaption></figure>",
}


@pytest.mark.parametrize("box", NO_CAPTIONS.values(), ids=NO_CAPTIONS)
def test_what_is_no_caption(box: str) -> None:
    assert told(draft_of(PROSE + box + PROSE.replace("Monday", "Sunday"))) == []


FIGURE = "<figure><img src='/a.jpg'><figcaption>The ferry leaves its pier for the last time.</figcaption></figure>"


@pytest.mark.parametrize(
    "again",
    [
        "The ferry leaves its pier for the last time.",
        "The ferry leaves its pier for the last time. (Photo: AFP)",
        "3:12 The ferry leaves its pier for the last time",
        "“The ferry leaves its pier for the last time”",
        "ferry leaves its pier for the last time.",
    ],
)
def test_a_caption_printed_again_is_claimed(again: str) -> None:
    assert texts(draft_of(f"{FIGURE}<div>{again}</div>{PROSE}{MORE}"))[again] == "caption"


def test_a_paragraph_that_begins_like_a_caption_is_kept() -> None:
    longer = "The ferry leaves its pier for the last time, and the whole town came to see her off that evening."
    assert texts(draft_of(f"{FIGURE}<p>{longer}</p>{PROSE}"))[longer] is None


@pytest.mark.parametrize(
    "line",
    [
        "Photo: AFP",
        "(Foto: dpa)",
        "© Jane Roe / Harbour Press",
        "Фото: ТАСС",
        "写真：共同",
        "صورة: رويترز",
        "fot. Jan Nowak",
    ],
)
def test_a_credit_that_stands_alone_is_claimed(line: str) -> None:
    assert texts(draft_of(f"{PROSE}<p>{line}</p>{MORE}"))[line] == "credit"


@pytest.mark.parametrize(
    "line",
    [
        "Photographer / Videographer",
        "Photos of the day were shown in the hall.",
        "Source: Reuters",
        "Photography: an art",
        "Bilder einer Reise",
    ],
)
def test_other_short_lines_are_no_credits(line: str) -> None:
    assert texts(draft_of(f"{PROSE}<p>{line}</p>{MORE}"))[line] is None


def test_a_summary_in_a_caption_is_given_back() -> None:
    text = "The ferry leaves its pier for the last time."
    draft = draft_of(FIGURE + PROSE + MORE, standfirst=text)
    assert (draft.article.standfirst, texts(draft)[text]) == (None, "caption")


def test_slides_that_lead_elsewhere_are_no_photos_of_the_article() -> None:
    slide = "<figure><a href='/videos/{0}'><img src='/{0}.jpg'></a><figcaption>Another story {0}</figcaption></figure>"
    slides = "".join(slide.format(number) for number in range(4))
    draft = draft_of(f"{FIGURE}{PROSE}{MORE}<div class='slider'>{slides}</div>")
    assert [caption for caption, _, _ in told(draft)] == ["The ferry leaves its pier for the last time."]


def test_a_link_to_a_larger_size_of_the_photo_is_no_other_story() -> None:
    box = (
        "<div class='image-container'><a href='//pictures.example/hwjrfw1=s1200'><img alt='A ferry at the pier.' "
        "src='//pictures.example/hwjrfw1=s750'></a><div class='image-text'><span class='description'>A ferry at the "
        "pier.</span><br><span class='author'><span>Image:</span> <span>Ann Lee</span></span></div></div>"
    )
    assert [one[:2] for one in told(draft_of(box + PROSE))] == [("A ferry at the pier.", ["Ann Lee"])]


def test_the_page_of_a_photo_is_no_other_story() -> None:
    figure = "<figure><a href='/articles/image/12'><img src='/a.jpg'><figcaption>A ferry at the pier.</figcaption></a></figure>"
    assert told(draft_of(PROSE + figure + MORE)) == [("A ferry at the pier.", [], "figcaption")]


@pytest.mark.parametrize(
    ("figure", "caption", "names"),
    [
        ("<span class='sr-only'>Image caption</span> A ferry at the pier.", "A ferry at the pier.", []),
        ("3 of 12 | A ferry at the pier. (AFP)", "A ferry at the pier.", ["AFP"]),
        ("[3/12]A ferry at the pier. (AFP)", "A ferry at the pier.", ["AFP"]),
        ("<span>Item 1 of 2</span> A ferry at the pier. (AFP)", "A ferry at the pier.", ["AFP"]),
        (
            "A ferry at the pier. (AFP) <a href='/rights'>Purchase Licensing Rights, opens new tab</a>",
            "A ferry at the pier.",
            ["AFP"],
        ),
        ("Image 3 of 12 A ferry at the pier. (AFP)", "A ferry at the pier.", ["AFP"]),
        ("<span>A ferry at the pier.</span> <span>(Jane Roe)</span>", "A ferry at the pier.", ["Jane Roe"]),
        ("<span>A ferry at the pier.</span> <span>Jane Roe</span>", "A ferry at the pier.", ["Jane Roe"]),
        (
            "<div class='caption-line copyright'>A ferry at the pier. <i class='copyright'>Bild © Jane Roe</i></div>",
            "A ferry at the pier.",
            ["Jane Roe"],
        ),
        ("A ferry at the pier. © <span class='credit'>AFP</span>", "A ferry at the pier.", ["AFP"]),
        ("A ferry at the pier / <span class='credit'>AFP</span>", "A ferry at the pier", ["AFP"]),
        ("A ferry at the pier - Copyright <span class='credit'>AFP</span>", "A ferry at the pier", ["AFP"]),
        ("A ferry at the pier. Quelle: <span class='credit'>AFP</span>", "A ferry at the pier.", ["AFP"]),
        (
            "A ferry at the pier - <i class='copyright'>Copyright Jane Roe/Copyright 2026 The News. All rights reserved.</i>",
            "A ferry at the pier",
            ["Jane Roe"],
        ),
        ("A ferry at the pier. Foto: imago/Roe <i class='credit'>IMAGO/Roe</i>", "A ferry at the pier.", ["IMAGO/Roe"]),
        ("Jane Roe//<span class='credit'>Getty Images</span>", None, ["Jane Roe", "Getty Images"]),
    ],
)
def test_parts_of_a_figcaption(figure: str, caption: str | None, names: list[str]) -> None:
    html = f"<figure><img src='/a.jpg'><figcaption>{figure}</figcaption></figure>"
    assert told(draft_of(PROSE + html + MORE)) == [(caption, names, "figcaption")]


@pytest.mark.parametrize(
    ("line", "caption", "names"),
    [
        ("Das Schiff legt ab Quelle: © dpa", "Das Schiff legt ab", ("dpa",)),
        ("Das Schiff legt ab. Bild © Max Muster", "Das Schiff legt ab.", ("Max Muster",)),
        ("Das Schiff legt ab. Bild Max Muster", "Das Schiff legt ab.", ("Max Muster",)),
        ("Das Schiff legt ab - Max Muster/Pixabay", "Das Schiff legt ab", ("Max Muster/Pixabay",)),
        ("Foto by Max Muster", None, ("Max Muster",)),
        ("The ferry leaves. Photo Library", "The ferry leaves. Photo Library", ()),
        ("岸壁を離れる船（Ｃ）共同通信社", "岸壁を離れる船", ("共同通信社",)),
        ("Jane Roe via Getty Images", None, ("Jane Roe via Getty Images",)),
        ("Jane Roe, ASSOCIATED PRESS", None, ("Jane Roe", "ASSOCIATED PRESS")),
        ("picture alliance/dpa | Max Muster", None, ("picture alliance/dpa", "Max Muster")),
        ("© Harbour Systems, Inc.", None, ("Harbour Systems, Inc.",)),
        ("Source: Natl Inst. for Ferries (NIF)", None, ("Natl Inst. for Ferries (NIF)",)),
    ],
)
def test_more_credit_lines(line: str, caption: str | None, names: tuple[str, ...]) -> None:
    split = split_credit(line)
    assert (split.caption, split.credits) == (caption, names)


def test_somebody_who_meets_the_author_is_no_portrait_of_the_author() -> None:
    figure = "<figure><img src='/a.jpg'><figcaption>The captain of the ferry being interviewed by Jane Roe</figcaption></figure>"
    page = page_of(f"<article><h1>The ferry leaves</h1>{PROSE}{figure}{MORE}</article>")
    photos = read_captions(Draft.of(page).with_article(authors=["Jane Roe"])).article.photos
    assert [photo.caption for photo in photos] == ["The captain of the ferry being interviewed by Jane Roe"]


@pytest.mark.parametrize(
    ("size", "caption", "kept"),
    [
        ("width=900 height=600", "Jane Roe talks to the captain of the ferry.", True),
        ("width=900 height=600", "Jane Roe, reporter", False),
        ("width=900 height=900", "Jane Roe writes about the coast.", False),
        ("width=90 height=60", "Jane Roe writes about the coast.", False),
        ("", "Jane Roe writes about the coast.", False),
    ],
)
def test_a_photo_as_wide_as_the_text_is_no_portrait_of_the_author(size: str, caption: str, *, kept: bool) -> None:
    figure = f"<figure><img src='/a.jpg' {size}><figcaption>{caption}</figcaption></figure>"
    page = page_of(f"<article><h1>The ferry leaves</h1>{PROSE}{figure}{MORE}</article>")
    photos = read_captions(Draft.of(page).with_article(authors=["Jane Roe"])).article.photos
    assert [photo.caption for photo in photos] == [caption] * kept


def shown(*captions: str) -> str:
    """One photo for each of *captions*, among paragraphs, with nothing around photo and caption."""
    forms = (
        '<img src="/{0}.jpg"><p class="wp-caption-text">{1}</p>',
        '<p><a href="/{0}.jpg"><img src="/{0}.jpg"></a></p><div class="image-caption">{1}</div>',
        '<amp-img src="/{0}.jpg"></amp-img><p class="amp-caption">{1}</p>',
        '<img src="/{0}.jpg"><noscript><img src="/{0}.jpg"></noscript><br><span class="caption">{1}</span><br>',
    )
    return MORE.join(form.format(at, caption) for at, (form, caption) in enumerate(zip(forms, captions, strict=False)))


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_a_photo_and_its_caption_may_stand_among_the_paragraphs(count: int) -> None:
    captions = ["A ferry at the pier", "The town band on the quay", "The captain of the ferry", "An empty pier"][:count]
    draft = draft_of(PROSE + shown(*(f"{caption}. (AFP)" for caption in captions)) + MORE)
    photos = [(one.src, one.caption, one.credits) for one in draft.article.photos]
    address = "https://news.example/{}.jpg"
    assert photos == [(address.format(at), f"{caption}.", ["AFP"]) for at, caption in enumerate(captions)]
    assert all(role == "caption" for text, role in texts(draft).items() if "AFP" in text)
    assert not any(role for text, role in texts(draft).items() if len(text) > 80)


def test_a_caption_above_its_photo_and_its_credit_below() -> None:
    above = "<p class='caption'>A ferry at the pier.</p><img src='/a.jpg'>"
    below = "<img src='/b.jpg'><p class='caption'>An empty pier.</p><p class='credit'>Jane Roe</p>"
    draft = draft_of(PROSE + above + MORE + below + PROSE)
    assert [(one.caption, one.credits) for one in draft.article.photos] == [
        ("A ferry at the pier.", []),
        ("An empty pier.", ["Jane Roe"]),
    ]


def test_a_caption_printed_for_two_widths_of_screens_is_one() -> None:
    caption = "<span class='caption-{}'><span>A ferry at the pier.</span> <span class='credit'>Photo: AFP</span></span>"
    both = caption.format("mobile") + caption.format("desktop")
    draft = draft_of(f"{PROSE}<img src='/a.jpg'><div class='photo-caption'>{both}</div>{MORE}")
    assert [(one.caption, one.credits) for one in draft.article.photos] == [("A ferry at the pier.", ["AFP"])]
