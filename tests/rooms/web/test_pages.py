"""The pages, as a reader without scripts gets them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from rooms.web.room_kit import HOSTILE, article, hostile, opened, parsed, path_of, record_id
from rooms.web.scripts import scripts_in

from crawler.model import Photo, TextBlock

if TYPE_CHECKING:
    from pathlib import Path


def test_the_first_page_tells_what_came_in(tmp_path: Path) -> None:
    with opened(tmp_path, article(1, "One"), article(2, "Two", outlet="Another")) as client:
        page = parsed(client.get("/").text)
        assert [each.text_content() for each in page.cssselect(".story h3")] == ["Story 2", "Story 1"]
        assert [each.text_content() for each in page.cssselect(".shelf a")] == ["Another", "The Example News"]
        assert page.cssselect(".tally b")[0].text == "2"


def test_an_empty_archive_says_what_to_do(tmp_path: Path) -> None:
    with opened(tmp_path) as client:
        assert "microfiche demo" in client.get("/").text


def test_search_marks_what_it_finds(tmp_path: Path) -> None:
    with opened(tmp_path, article(1, "The ferry is late."), article(2, "No boat.")) as client:
        page = parsed(client.get("/search?q=ferry").text)
        assert [each.text_content() for each in page.cssselect(".found h2")] == ["Story 1"]
        assert [each.text for each in page.cssselect("mark")] == ["ferry"]
        assert "No article says that" in client.get("/search?q=goat").text


def test_fields_of_the_form_are_words_of_the_search(tmp_path: Path) -> None:
    with opened(tmp_path, article(1, "Ferry"), article(2, "Ferry", outlet="B")) as client:
        answer = client.get("/search", params={"q": "ferry", "outlet": "The Example News", "from": "", "has": ""})
        page = parsed(answer.text)
        assert len(page.cssselect(".found .story")) == 1
        assert page.cssselect("#seek")[0].get("value") == 'ferry outlet:"The Example News"'


def test_an_outlet_with_marks_in_its_name_is_found_by_the_links_of_the_room(tmp_path: Path) -> None:
    name = 'The “Daily” «Star» "Post"'
    told = article(1, "The harbour wall", outlet=name, authors=['Ana "Nan" Doe'])
    with opened(tmp_path, told, article(2, "The harbour wall")) as client:
        for page, link in (
            (client.get("/outlet", params={"name": name}), ".total a"),
            (client.get("/coverage"), "tr:first-child td a"),
            (client.get(path_of(1)), ".byline a"),
        ):
            led = parsed(client.get(parsed(page.text).cssselect(link)[0].get("href")).text)
            assert len(led.cssselect(".found .story")) == 1
        answer = client.get("/search", params={"q": '"harbour wall', "outlet": name})
        assert len(parsed(answer.text).cssselect(".found .story")) == 1


@pytest.mark.parametrize("q", ["from:soon", "!", "outlet:nobody", "x" * 1_200, '"', "\x00"])
def test_a_search_that_cannot_be_is_told(tmp_path: Path, q: str) -> None:
    with opened(tmp_path, article(1)) as client:
        answer = client.get("/search", params={"q": q})
        assert answer.status_code == 400
        assert 'role="alert"' in answer.text


def test_pages_of_results(tmp_path: Path) -> None:
    with opened(tmp_path, *(article(number, "Ferry") for number in range(45))) as client:
        first = parsed(client.get("/search?q=ferry").text)
        assert [each.text for each in first.cssselect(".paging a[aria-label]")] == ["2", "3"]
        last = parsed(client.get("/search?q=ferry&page=3").text)
        assert len(last.cssselect(".found .story")) == 5
        assert last.cssselect(".found")[0].get("start") == "41"
        beyond = parsed(client.get("/search?q=ferry&page=9").text)
        assert beyond.cssselect(".total")[0].text_content() == "45 articles, and none on page 9. The last page is 3."
        assert beyond.cssselect(".total a")[0].get("href") == "/search?q=ferry&page=3"
        for odd in ("0", "-1", "x", "99999", "9" * 30, "²"):
            assert client.get(f"/search?q=ferry&page={odd}").status_code == 200


def test_an_article_with_photos_captions_and_credits(tmp_path: Path) -> None:
    photos = [
        Photo(
            src="https://x.example/1.jpg", caption="The pier", credits=["Ana Doe"], role="lead", record_id=record_id(9)
        ),
        Photo(src="https://x.example/2.jpg", caption="The boat"),
    ]
    blocks = [
        TextBlock(kind="paragraph", text="First."),
        TextBlock(kind="heading", text="Then"),
        TextBlock(kind="list_item", text="a"),
        TextBlock(kind="list_item", text="b"),
        TextBlock(kind="quote", text="Said she."),
    ]
    told = article(
        1, authors=["Jane Doe"], section=["World", "Asia"], standfirst="In short.", blocks=blocks, photos=photos
    )
    with opened(tmp_path, told) as client:
        page = parsed(client.get(path_of(1)).text)
        assert [each.text_content().split() for each in page.cssselect("figcaption")] == [
            ["The", "pier", "Credit:", "Ana", "Doe"],
            ["The", "boat"],
        ]
        assert page.cssselect("figure img")[0].get("src") == f"/image/{record_id(9)[9:]}"
        (absent,) = page.cssselect(".absent")
        assert absent.text == "The picture was not archived."
        assert (absent.get("lang"), absent.get("dir")) == ("en", "ltr"), (
            "in an article that runs from right to left, too"
        )
        assert [each.tag for each in page.cssselect(".body > *")] == ["p", "h2", "ul", "blockquote"]
        assert page.cssselect(".standfirst")[0].text == "In short."


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("ar", "rtl"),
        ("fa-IR", "rtl"),
        ("en", "ltr"),
        ("ha", "ltr"),
        ("ha-Arab-NE", "rtl"),
        ("az-Arab", "rtl"),
        ("ku-Latn", "ltr"),
        (None, "auto"),
    ],
)
def test_texts_run_as_their_language_does(tmp_path: Path, language: str | None, direction: str) -> None:
    with opened(tmp_path, article(1, "Text", language=language)) as client:
        page = parsed(client.get(path_of(1)).text)
        assert (page.cssselect("article")[0].get("lang"), page.cssselect("article")[0].get("dir")) == (
            language,
            direction,
        )
        assert page.cssselect("h1")[0].get("dir") == direction, "whatever letter it begins with"


def test_the_day_of_an_article_is_that_of_a_search_for_it(tmp_path: Path) -> None:
    told = article(1, "Text", published_at="2026-11-16T00:30:00+03:30", modified_at="2026-11-15T22:00:00+00:00")
    with opened(tmp_path, told) as client:
        page = parsed(client.get(path_of(1)).text)
        assert [each.text for each in page.cssselect(".byline time")] == ["15 November 2026"]
        assert "Story 1" in client.get("/search?q=from:2026-11-15+to:2026-11-15").text


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (["2026-11-21", "2026-11-22"], "2 articles, published 21 November 2026 to 22 November 2026. "),
        (["2026-11-22T08:00Z", "2026-11-22T09:00Z"], "2 articles, published 22 November 2026. "),
    ],
)
def test_an_outlet_says_from_when_to_when(tmp_path: Path, days: list[str], words: str) -> None:
    told = [article(number, published_at=day) for number, day in enumerate(days, start=1)]
    with opened(tmp_path, *told) as client:
        page = parsed(client.get("/outlet", params={"name": "The Example News"}).text)
        assert page.cssselect(".total")[0].text_content().startswith(words)


def test_the_newest_reading_is_shown_though_it_came_first(tmp_path: Path) -> None:
    with opened(tmp_path, article(1, "Mended.", reader="microfiche/0.10.0"), article(1, "A menu.")) as client:
        page = client.get(path_of(1)).text
    assert ("Mended." in page, "A menu." in page) == (True, False)


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with opened(tmp_path) as client:
        for path in (
            "/nothing",
            path_of(7),
            "/article/urn:x:1",
            "/article/%00",
            "/article/..%2F..%2Fetc",
            "/image/x",
            "/static/x",
        ):
            answer = client.get(path)
            assert answer.status_code == 404, path
            assert "Traceback" not in answer.text


def test_the_finder_of_scripts_finds_them() -> None:
    assert scripts_in(HOSTILE) == ["script", "img onerror"]
    assert scripts_in('<a href=" javascript:x">') == ["a href= javascript:x"]


PATHS = (
    *(
        "/",
        "/search?q=script",
        f"/search?q={quote(HOSTILE)}",
        f"/search?q=alert&sort={quote(HOSTILE)}&page={quote(HOSTILE)}",
    ),
    *(
        path_of(1),
        f"{path_of(1)}/beside",
        f"/search?outlet={quote(HOSTILE)}",
        f"/{quote(HOSTILE)}",
        f"/article/{quote(HOSTILE)}",
    ),
)


@pytest.mark.parametrize("path", PATHS)
def test_hostile_articles_and_words_are_only_text(tmp_path: Path, path: str) -> None:
    with opened(tmp_path, hostile(1)) as client:
        answer = client.get(path)
        assert answer.status_code in (200, 400, 404)
        assert scripts_in(answer.text) == []
        assert "{{ 7*7 }}49" not in answer.text


def test_everything_that_is_fetched_is_our_own(tmp_path: Path) -> None:
    with opened(
        tmp_path, article(1, "Text", photos=[Photo(src="https://x.example/1.jpg", record_id=record_id(9))])
    ) as client:
        for path in ("/", path_of(1), "/search?q=text"):
            page = parsed(client.get(path).text)
            fetched = [str(address) for address in page.xpath("//@src | //link/@href | //form/@action")]
            assert fetched
            assert [address for address in fetched if not address.startswith("/") or address.startswith("//")] == []


def test_pages_can_be_used_without_eyes_or_mouse(tmp_path: Path) -> None:
    with opened(tmp_path, article(1, "Text")) as client:
        for path in ("/", path_of(1), "/search?q=text", "/nothing"):
            page = parsed(client.get(path).text)
            assert page.get("lang") == "en"
            assert page.cssselect("body > a.skip")[0].get("href") == "#content"
            assert (
                len(page.cssselect("main#content")) == len(page.cssselect("header")) == len(page.cssselect("h1")) == 1
            )
            labels = {label.get("for") for label in page.cssselect("label")}
            fields = {field.get("id") for field in page.cssselect("input:not([type=hidden]), select")}
            assert fields <= labels
