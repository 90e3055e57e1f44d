from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from crawler.http.content import Bytes
from crawler.model import Capture, Photo, Template
from crawler.page import Draft, Page
from pipelines.captions import credit_names, read_captions, split_credit

URL = "https://harbour.example/2026/03/09/ferry"
PROSE = (
    "<p>The old ferry of the northern shore left its pier for the last time on Monday evening, with two hundred guests "
    "and the town band on board, and the whole town on the quay.</p>"
)


def draft_of(body: str, *, head: str = "", template: Template | None = None, headline: str | None = None) -> Draft:
    page = f"<html><head><title>Ferry</title>{head}</head><body><h1>The ferry leaves</h1>{body}</body></html>"
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page.encode()
    capture = Capture(url=URL, captured_at=datetime(2026, 3, 9, tzinfo=UTC), block=Bytes(answer))
    draft = Draft.of(Page(capture, template=template or Template()))
    return draft.with_article(headline=headline) if headline else draft


def photos_of(body: str, *, head: str = "") -> list[Photo]:
    return read_captions(draft_of(body, head=head)).article.photos


def only_photo(body: str, *, head: str = "") -> Photo:
    photos = photos_of(body, head=head)
    assert len(photos) == 1, photos
    return photos[0]


CREDIT_LINES = [
    # English
    ("A ferry leaves. (Photo by AFP)", "A ferry leaves.", ["AFP"]),
    ("A ferry leaves. (AP Photo/Jane Roe)", "A ferry leaves.", ["AP Photo/Jane Roe"]),
    ("A ferry leaves (Reuters)", "A ferry leaves", ["Reuters"]),
    ("A ferry leaves. Photo: Jane Roe", "A ferry leaves.", ["Jane Roe"]),
    ("A ferry leaves. Photograph: Jane Roe/The Harbour", "A ferry leaves.", ["Jane Roe/The Harbour"]),
    ("A ferry leaves. Image: A/B", "A ferry leaves.", ["A/B"]),
    ("A ferry leaves. Image credits: Jane Roe", "A ferry leaves.", ["Jane Roe"]),
    ("A ferry leaves. Courtesy of Harbour Museum", "A ferry leaves.", ["Harbour Museum"]),
    ("A ferry leaves. © Jane Roe", "A ferry leaves.", ["Jane Roe"]),
    ("A ferry leaves. Getty Images", "A ferry leaves.", ["Getty Images"]),
    ("A ferry leaves. Jane Roe via Getty Images", "A ferry leaves.", ["Jane Roe via Getty Images"]),
    ("A ferry leaves. REUTERS/Jane Roe", "A ferry leaves.", ["REUTERS/Jane Roe"]),
    ("A ferry leaves. Jane Roe /AFP", "A ferry leaves.", ["Jane Roe", "AFP"]),
    ("A ferry leaves | Photo: Jane Roe", "A ferry leaves", ["Jane Roe"]),
    ("A ferry leaves [Photo: Jane Roe, AFP]", "A ferry leaves", ["Jane Roe", "AFP"]),
    ("Photo by Jane Roe", None, ["Jane Roe"]),
    ("© AFP", None, ["AFP"]),
    ("Getty Images", None, ["Getty Images"]),
    # German, French, Spanish, Portuguese, Italian, Dutch, Polish, Lithuanian, Nordic, Turkish
    ("Die Fähre legt ab. Foto: Max Muster/dpa", "Die Fähre legt ab.", ["Max Muster/dpa"]),
    ("Die Fähre legt ab | Bild: dpa", "Die Fähre legt ab", ["dpa"]),
    ("Die Fähre legt ab. Quelle: picture alliance", "Die Fähre legt ab.", ["picture alliance"]),
    ("Le bac quitte le quai. Photo AFP/Jean Valjean", "Le bac quitte le quai.", ["AFP/Jean Valjean"]),
    ("Le bac quitte le quai — Crédit photo : Luc Roche", "Le bac quitte le quai", ["Luc Roche"]),
    ("El barco sale del muelle. / EFE", "El barco sale del muelle.", ["EFE"]),
    ("El barco sale del muelle. Fotografía: Ana Gil", "El barco sale del muelle.", ["Ana Gil"]),
    ("A barca parte do cais. Foto: Rui Melo/Lusa", "A barca parte do cais.", ["Rui Melo/Lusa"]),
    ("Il traghetto parte. Foto di Anna Neri", "Il traghetto parte.", ["Anna Neri"]),
    ("De veerboot vertrekt. Beeld: ANP", "De veerboot vertrekt.", ["ANP"]),
    ("Prom odpływa. Fot. Jan Nowak", "Prom odpływa.", ["Jan Nowak"]),
    ("Färjan lämnar kajen. Foto: Eva Berg/TT", "Färjan lämnar kajen.", ["Eva Berg/TT"]),
    ("Vapur iskeleden ayrılıyor. (Fotoğraf: AA)", "Vapur iskeleden ayrılıyor.", ["AA"]),
    # Cyrillic, Arabic, Persian, Hebrew, Hindi
    ("Паром отходит. Фото: РИА Новости", "Паром отходит.", ["РИА Новости"]),
    ("Пором відходить. Фото: Укрінформ", "Пором відходить.", ["Укрінформ"]),
    ("العبارة تغادر الميناء (صورة: رويترز)", "العبارة تغادر الميناء", ["رويترز"]),
    ("کشتی از اسکله جدا می‌شود. عکس: ایرنا", "کشتی از اسکله جدا می‌شود.", ["ایرنا"]),
    ("המעבורת עוזבת. צילום: דנה לוי", "המעבורת עוזבת.", ["דנה לוי"]),
    ("नाव घाट से निकली. फोटो: पीटीआई", "नाव घाट से निकली.", ["पीटीआई"]),
    # East Asia
    ("岸壁を離れる船（共同）", "岸壁を離れる船", ["共同"]),
    ("岸壁を離れる船（山田太郎撮影）", "岸壁を離れる船", ["山田太郎"]),
    ("岸壁を離れる船＝ＡＰ", "岸壁を離れる船", ["ＡＰ"]),
    ("渡轮离开码头（图源：新华社）", "渡轮离开码头", ["新华社"]),
    ("渡轮离开码头。图：王明", "渡轮离开码头。", ["王明"]),
    ("배가 부두를 떠나고 있다. 연합뉴스", "배가 부두를 떠나고 있다.", ["연합뉴스"]),
    ("[사진=연합뉴스] 배가 부두를 떠나고 있다", "배가 부두를 떠나고 있다", ["연합뉴스"]),
]


@pytest.mark.parametrize(("text", "caption", "names"), CREDIT_LINES, ids=[line[0] for line in CREDIT_LINES])
def test_credit_is_told_from_caption(text: str, caption: str | None, names: list[str]) -> None:
    split = split_credit(text)
    assert (split.caption, list(split.credits)) == (caption, names)


@pytest.mark.parametrize(
    "text",
    [
        "The Reuters reporter walks home along the quay.",
        "The boat sank near the Getty Images office in town.",
        "The ferry in 1931 (file photo)",
        "Die Fähre im Jahr 1931 (Archivbild)",
        "The captain (left) and the mate (right)",
        "After the photo of the family the guests went on board.",
        "Photo: the old ferry. It was built in 1931 by the yard in the north.",
        "The ferry and its crew; the band played until midnight",
        "El ministro saluda tras la foto de familia del grupo",
    ],
)
def test_sentences_keep_their_words(text: str) -> None:
    split = split_credit(text)
    assert (split.caption, split.credits) == (text, ())


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Foto: Max Muster, Erika Muster", ["Max Muster", "Erika Muster"]),
        ("© Foto: Jane Roe | Harbour Press", ["Jane Roe", "Harbour Press"]),
        ("Jane Roe/Copyright 2026 The AP. All rights reserved.", ["Jane Roe"]),
        ("Copyright", []),
        ("03:12 min", []),
        ("", []),
    ],
)
def test_names_of_credit_lines(line: str, names: list[str]) -> None:
    assert credit_names(line) == names


FORMS = {
    "figure": "<figure><img src='/a.jpg'><figcaption>The ferry. (Photo by AFP)</figcaption></figure>",
    "figure without figcaption": "<figure><img src='/a.jpg'><div>The ferry. (Photo by AFP)</div></figure>",
    "credit by class": "<figure><img src='/a.jpg'><figcaption><span>The ferry.</span> <span class='photo-credit'>AFP</span></figcaption></figure>",
    "credit beside the caption": "<figure><img src='/a.jpg'><div class='copyright'>© AFP</div><figcaption>The ferry.</figcaption></figure>",
    "cite": "<figure><img src='/a.jpg'><figcaption>The ferry. <cite>AFP</cite></figcaption></figure>",
    "wordpress": "<div class='wp-caption'><img src='/a.jpg'><p class='wp-caption-text'>The ferry. Photo: AFP</p></div>",
    "german": "<div class='bild'><img src='/a.jpg'><span class='bildunterschrift'>The ferry. Foto: AFP</span></div>",
    "italian": "<div><img src='/a.jpg'><p class='didascalia'>The ferry. Foto: AFP</p></div>",
    "spanish": "<div><picture><img src='/a.jpg'></picture><p class='foto-leyenda'>The ferry. / AFP</p></div>",
    "french": "<div><img src='/a.jpg'><span class='legende'>The ferry. © AFP</span></div>",
    "cutline": "<div><div><img src='/a.jpg'></div><div class='cutline'>The ferry. (AFP)</div></div>",
    "camel case": "<div><img src='/a.jpg'><div class='imageCaption'>The ferry. (AFP)</div></div>",
    "data attribute": "<div><img src='/a.jpg' data-caption='The ferry. (AFP)'></div>",
    "data credit": "<figure data-credit='AFP'><img src='/a.jpg'><figcaption>The ferry.</figcaption></figure>",
    "amp": "<figure><amp-img src='/a.jpg' width='800' height='600'></amp-img><figcaption>The ferry. (AFP)</figcaption></figure>",
    "text that repeats the alternative text": "<div><img src='/a.jpg' alt='The ferry.'><span class='x1'>The ferry. (AFP)</span></div>",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_forms_of_captions(form: str) -> None:
    photo = only_photo(PROSE + form + PROSE)
    assert (photo.src, photo.caption, photo.credits) == ("https://harbour.example/a.jpg", "The ferry.", ["AFP"])


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_captions_are_claimed(form: str) -> None:
    draft = read_captions(draft_of(PROSE + form + PROSE))
    spoken_for = {draft.page.blocks[index].text for index in draft.claimed}
    assert not any(
        "ferry." in text for text in spoken_for ^ {b.text for b in draft.page.blocks} if "northern" not in text
    )
    assert not any("northern shore" in text for text in spoken_for)


OUTSIDE = {
    "aside": "<aside><figure><img src='/b.jpg'><figcaption>Another story</figcaption></figure></aside>",
    "related": "<div class='related-stories'><figure><img src='/b.jpg'><figcaption>Another story</figcaption></figure></div>",
    "author box": "<div class='author-box'><img src='/b.jpg'><span class='caption'>Jane Roe</span></div>",
    "footer": "<footer><figure><img src='/b.jpg'><figcaption>Our house</figcaption></figure></footer>",
    "comments": "<div id='comments'><figure><img src='/b.jpg'><figcaption>A reader</figcaption></figure></div>",
    "teaser in a link": "<a href='/other'><div><img src='/b.jpg'><span class='caption'>Another story</span></div></a>",
    "after the end": "<section><h2>More</h2><ul><li><figure><img src='/b.jpg'><figcaption>Another</figcaption></figure></li></ul></section>",
    "icon": "<img src='/b.png' width='32' height='32' alt='icon'>",
}


@pytest.mark.parametrize("outside", OUTSIDE.values(), ids=OUTSIDE)
def test_what_is_beside_the_article_is_left_out(outside: str) -> None:
    own = "<figure><img src='/a.jpg'><figcaption>The ferry.</figcaption></figure>"
    photo = only_photo(f"<article>{PROSE}{own}{PROSE}</article>{outside}")
    assert photo.src == "https://harbour.example/a.jpg"


def test_picture_of_the_author_is_left_out() -> None:
    byline = "<figure><img src='/jane.jpg'><figcaption>By Jane Roe, 9 March 2026</figcaption></figure>"
    draft = draft_of(byline + PROSE + PROSE).with_article(authors=["Jane Roe"])
    assert read_captions(draft).article.photos == []


def test_roles() -> None:
    lead = "<figure><img src='/a.jpg'><figcaption>The ferry.</figcaption></figure>"
    inline = "<figure><img src='/b.jpg'></figure>"
    gallery = "<div class='gallery'><figure><img src='/c.jpg'><figcaption>The band.</figcaption></figure></div>"
    photos = photos_of(lead + PROSE + inline + PROSE + gallery + PROSE)
    assert [(photo.role, photo.caption) for photo in photos] == [
        ("lead", "The ferry."),
        ("inline", None),
        ("gallery", "The band."),
    ]


def test_preview_image_makes_the_lead_and_comes_first() -> None:
    head = "<meta property='og:image' content='/b-1200x630.jpg'>"
    body = PROSE + "<figure><img src='/a.jpg'></figure>" + PROSE + "<figure><img src='/b-300x200.jpg'></figure>" + PROSE
    photos = photos_of(body, head=head)
    assert [(photo.role, photo.src) for photo in photos] == [
        ("lead", "https://harbour.example/b-1200x630.jpg"),
        ("inline", "https://harbour.example/a.jpg"),
    ]


def test_json_ld_captions_the_lead() -> None:
    head = """<meta property="og:image" content="/a.jpg"><script type="application/ld+json">{"@type": "NewsArticle",
        "image": {"@type": "ImageObject", "url": "https://harbour.example/a.jpg", "caption": "The ferry.", "creditText": "Photo: AFP"}}
        </script>"""
    photo = only_photo(PROSE + "<img src='/a.jpg'>" + PROSE, head=head)
    assert (photo.role, photo.caption, photo.credits) == ("lead", "The ferry.", ["AFP"])


@pytest.mark.parametrize(
    ("alt", "caption", "names"),
    [
        ("The ferry leaves its pier for the last time.", "The ferry leaves its pier for the last time.", []),
        ("The ferry leaves (AP Photo/Jane Roe)", "The ferry leaves", ["AP Photo/Jane Roe"]),
        ("ferry pier evening", None, []),
    ],
)
def test_alternative_text_captions_the_lead_when_it_reads_like_a_caption(
    alt: str, caption: str | None, names: list[str]
) -> None:
    photo = only_photo(f"<img src='/a.jpg' alt='{alt}'>" + PROSE + PROSE)
    assert (photo.role, photo.caption, photo.credits, photo.alt) == ("lead", caption, names, alt)


def test_template_names_captions() -> None:
    body = PROSE + "<div class='m7'><img src='/a.jpg'><p class='q9'>The ferry. (AFP)</p></div>" + PROSE
    draft = read_captions(draft_of(body, template=Template(captions="p.q9")))
    assert [(photo.caption, photo.credits) for photo in draft.article.photos] == [("The ferry.", ["AFP"])]


MENTIONS = [
    ("The bell (seen below) is from 1931.", 1),
    ("The bell, pictured below, is from 1931.", 1),
    ("The captain (seen above) has retired.", 0),
    ("Die Glocke (siehe Foto unten) ist von 1931.", 1),
    ("La cloche (photo ci-dessous) date de 1931.", 1),
    ("Колокол (фото ниже) отлит в 1931 году.", 1),
    ("الجرس (أدناه) من عام 1931.", 1),
    ("这口钟（见下图）铸于1931年。", 1),
]


@pytest.mark.parametrize(("sentence", "meant"), MENTIONS, ids=[mention[0] for mention in MENTIONS])
def test_sentence_that_points_at_a_photo(sentence: str, meant: int) -> None:
    first = "<figure><img src='/a.jpg'><figcaption>The captain.</figcaption></figure>"
    second = "<figure><img src='/b.jpg'><figcaption>The bell.</figcaption></figure>"
    photos = photos_of(f"{PROSE}{first}<p>The band played on. {sentence} It rang twice.</p>{second}{PROSE}")
    by_place = {photo.src: photo.mention for photo in photos}
    wanted = ["https://harbour.example/a.jpg", "https://harbour.example/b.jpg"][meant]
    assert by_place.pop(wanted) is not None
    assert list(by_place.values()) == [None]


def test_mention_is_the_whole_sentence() -> None:
    photo = only_photo(
        f"{PROSE}<p>It was old. The bell (seen below) is from 1931. It rang.</p><figure><img src='/b.jpg'></figure>{PROSE}"
    )
    assert photo.mention == "The bell (seen below) is from 1931."


@pytest.mark.parametrize(
    "text", ["The wreck was seen below the surface.", "Temperatures fell below zero.", "It is above all old."]
)
def test_other_uses_of_the_words_point_at_nothing(text: str) -> None:
    assert only_photo(f"{PROSE}<p>{text}</p><figure><img src='/b.jpg'></figure>{PROSE}").mention is None


def test_what_a_site_said_stays() -> None:
    mine = [Photo(src="https://harbour.example/mine.jpg")]
    draft = draft_of(PROSE + FORMS["figure"] + PROSE).with_article(photos=mine)
    assert read_captions(draft).article.photos == mine


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<p>",
        "<figure>",
        "<img>",
        "<picture><source></picture>",
        "<div class='caption'>x</div>",
        "<figure><table><tr><td>1</td></tr></table><figcaption>A table</figcaption></figure>",
    ],
)
def test_bare_pages_have_no_photos(body: str) -> None:
    assert photos_of(body) == []


def test_how_characters_are_read_out_is_no_part_of_captions_and_credits() -> None:
    caption = "<ruby>港<rp>(</rp><rt>みなと</rt><rp>)</rp></ruby>を出る<ruby><rb>船</rb><rt>ふね</rt></ruby>"
    credit = "写真：<ruby>山田<rt>やまだ</rt></ruby>太郎"
    photo = only_photo(f"<figure><img src=a.jpg><figcaption>{caption} {credit}</figcaption></figure>")
    assert (photo.caption, photo.credits) == ("港を出る船", ["山田太郎"])


def test_many_figures_take_linear_time() -> None:
    figure = "<figure><img src='/{0}.jpg'><figcaption class='caption'><span class='credit'>AFP</span> a</figcaption></figure>"
    body = PROSE + "".join(figure.format(number) for number in range(3000)) + "<div class='caption'>" * 60 + PROSE
    started = time.process_time()
    photos_of(body)
    assert time.process_time() - started < 5
