"""Laws of the steps that read photos and mirror addresses."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from crawler.http.content import Bytes
from crawler.model import Capture
from crawler.page import Draft, Page
from crawler.page.dates import forms
from pipelines.captions import credit_names, read_captions, split_credit
from pipelines.captions.source import photo_key, srcset_of
from pipelines.captions.words import words
from pipelines.metadata.authors import elements
from pipelines.metadata.headline import Likeness, like
from pipelines.mirrors import read_mirrors
from pipelines.mirrors.address import addresses_in
from pipelines.mirrors.fold import fold, fold_all

PIECES = st.sampled_from(
    [
        "The ferry",
        "leaves",
        ".",
        " ",
        "(",
        ")",
        "Photo by",
        "Photo:",
        "Foto:",
        "©",
        "AFP",
        "Getty Images",
        "Jane Roe",
        "|",
        "/",
        "AP Photo",
        "via",
        "–",
        ",",
        "写真",
        "：",
        "（",
        "）",
        "共同",
        "＝",
        "사진=",
        "연합뉴스",
        "Фото:",
        "صورة:",
        "رويترز",
        "[",
        "]",
        "1931",
        "\n",
    ]
)
CAPTIONS = st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=80)
TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<figure>",
        "</figure>",
        "<figcaption>",
        "</figcaption>",
        "<img src=/a.jpg>",
        "<img src=/b-300x200.jpg alt='A ferry.'>",
        "<div class=caption>",
        "</div>",
        "<span class=credit>",
        "</span>",
        "<a href=//hherald.net>",
        "</a>",
        "<br>",
        "<h2>",
        "</h2>",
        "<aside>",
        "Our mirrors:",
        "hherald.net",
        "hherald[.]org",
        "Harbour Herald Roku",
        "The bell (seen below) is old.",
        "Photo: AFP",
        "SHARE",
        "<!--",
        "-->",
        "<source srcset='c.jpg 9w'>",
        "<picture>",
        "</picture>",
        "a story of many words that goes on and on " * 3,
    ]
)


def letters(text: str) -> Counter[str]:
    return Counter(character for character in text if character.isalnum())


def draft_of(body: str) -> Draft:
    block = Bytes(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body.encode("utf-8", "replace")
    )
    capture = Capture(url="https://harbourherald.com/a", captured_at=datetime(2026, 3, 9, tzinfo=UTC), block=block)
    return Draft.of(Page(capture), outlet="Harbour Herald")


@given(CAPTIONS)
def test_credit_split_adds_nothing(text: str) -> None:
    split = split_credit(text)
    for part in (split.caption or "", *split.credits):
        assert part == part.strip()
        assert not letters(part) - letters(text)


@given(CAPTIONS)
def test_caption_and_credit_line_share_no_letter(text: str) -> None:
    split = split_credit(text)
    if split.credits:
        assert not letters((split.caption or "") + "".join(dict.fromkeys(split.credits))) - letters(text)
    elif split.caption is None:
        assert words().bare.fullmatch(text.strip(" \n()[]（）|/–,:：.＝=")) or not letters(text)
    else:
        assert letters(split.caption) == letters(text)


@given(
    st.lists(st.sampled_from(["The ferry leaves the pier", "Old boats", "Ein Schiff"]), min_size=1, max_size=3),
    st.sampled_from(["AFP", "Jane Roe", "Reuters"]),
)
def test_only_credit_words_are_lost(sentences: list[str], name: str) -> None:
    caption = ". ".join(sentences) + "."
    for lead in ("Photo by ", "Photo: ", "Foto: ", "© ", "Фото: ", "Image: "):
        for shape in (f"{caption} {lead}{name}", f"{caption} ({lead}{name})", f"{caption} | {lead}{name}"):
            split = split_credit(shape)
            assert (split.caption, split.credits) == (caption, (name,))
            assert words().by.fullmatch(lead.strip()) or words().lead.fullmatch(lead.strip())


@given(CAPTIONS)
def test_caption_without_credit_stays_as_it_is(text: str) -> None:
    split = split_credit(text)
    if split.caption is not None and not split.credits:
        assert split_credit(split.caption) == split


@given(CAPTIONS)
def test_names_of_a_credit_are_names(text: str) -> None:
    for name in credit_names(text):
        assert name == name.strip()
        assert any(character.isalpha() for character in name)


@given(st.lists(TAGS, max_size=40).map("".join))
def test_photos_are_the_same_twice(body: str) -> None:
    first, second = read_captions(draft_of(body)), read_captions(draft_of(body))
    assert first.article == second.article
    assert dict(first.claimed) == dict(second.claimed)
    again = read_captions(first)
    assert again.article == first.article
    assert dict(again.claimed) == dict(first.claimed)


@given(st.lists(TAGS, max_size=40).map("".join))
def test_mirrors_are_the_same_twice(body: str) -> None:
    first = read_mirrors(draft_of(body))
    again = read_mirrors(draft_of(body))
    assert first.article == again.article
    assert dict(first.claimed) == dict(again.claimed)
    for claim in first.article.mirrors:
        assert 0 < claim.confidence <= 1
        assert claim.address or claim.name
        assert (claim.host is None) == (claim.address is None)


@given(st.text(max_size=80) | CAPTIONS)
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="a.-/:@[]()dothxp www.org", max_size=80))
def test_printed_addresses_are_parts_of_the_text(text: str) -> None:
    for one in addresses_in(text):
        assert text[one.start : one.end] == one.text
        assert one.url.startswith(("http://", "https://"))


@given(st.text(max_size=60))
def test_srcset_never_fails(value: str) -> None:
    for url, descriptor in srcset_of(value):
        assert " " not in url + descriptor


@given(st.text(max_size=60))
def test_photo_key_never_fails(path: str) -> None:
    url = f"https://harbour.example/{path}"
    assert photo_key(url) == photo_key(url)


@given(st.text(alphabet="ab c'é三", max_size=40), st.text(alphabet="ab c'é三", max_size=40), st.floats(0, 1))
def test_likeness_of_many_texts_to_one_is_that_of_two(one: str, other: str, least: float) -> None:
    likeness = like(one, other)
    assert Likeness(one).of(other, least) == (likeness if likeness > least else 0.0)


@given(st.lists(st.text("aB`’É\u200bß ſi\u0307 ", min_size=1)))
def test_texts_folded_together_are_those_folded_alone(texts: list[str]) -> None:
    assert fold_all(texts) == [fold(text) for text in texts]


@given(st.data())
def test_what_is_looked_for_first_is_in_all_that_the_pattern_finds(data: st.DataObject) -> None:
    plain = st.characters(max_codepoint=127)
    class_ = data.draw(st.from_regex(elements._BYLINE, alphabet=plain)).lower()  # the pair is private
    assert any(word in class_ for word in elements.BYLINES)
    date = data.draw(st.from_regex(forms._MONTH_FIRST, alphabet=plain))
    assert forms._DAY_AND_YEAR.search(date)
