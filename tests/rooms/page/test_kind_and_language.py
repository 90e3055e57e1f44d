from __future__ import annotations

from string import ascii_lowercase

import pytest
from page_kit import ARTICLE, page_of

from crawler.page import looks_like_article
from crawler.page.language import detect, language_of
from crawler.page.stopwords import LETTERS, STOPWORDS

PROSE = "The council met again on Monday and spoke about the bridge, the ferry and the price of bread. "
TEASERS = "".join(
    f"<div><h3><a href='/{n}'>Another headline of the day number {n}</a></h3><p>{PROSE}</p></div>" for n in range(20)
)
CLAIM = (
    '<meta property="og:type" content="article"><script type="application/ld+json">{"@type": "NewsArticle", '
    '"headline": "Another headline of the day number 3", "datePublished": "2031-01-01"}</script>'
)


def test_an_article_is_one() -> None:
    assert looks_like_article(page_of(ARTICLE))
    assert looks_like_article(page_of(f"<h1>Bridge</h1><p>{PROSE * 3}</p><p>{PROSE * 4}</p>"))


def test_short_news_are_articles_when_the_page_prints_the_headline_it_declares() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry halted"}</script>'
    assert looks_like_article(page_of(f"{head}<h1>Ferry halted</h1><p>{PROSE}</p>"))
    assert not looks_like_article(page_of(f"{head}<h1>Latest</h1><p>{PROSE}</p>"))


@pytest.mark.parametrize("url", ["https://news.example/", "https://news.example", "https://news.example/world"])
def test_lists_are_none_whatever_they_claim(url: str) -> None:
    assert not looks_like_article(page_of(f"{CLAIM}<h1>World</h1>{TEASERS}", url=url))


def test_lists_with_the_link_below_the_teaser_are_none() -> None:
    teasers = "".join(f"<div><h3>Headline {n}</h3><p>{PROSE}</p><a href='/{n}'>Read more</a></div>" for n in range(20))
    assert not looks_like_article(page_of(f"{CLAIM}<h1>World</h1>{teasers}"))


@pytest.mark.parametrize(
    "body", ["", "<h1>404</h1><p>Not found.</p>", "<ul><li><a href=/a>One link of several</a></ul>"]
)
def test_empty_pages_are_none(body: str) -> None:
    assert not looks_like_article(page_of(body))


@pytest.mark.parametrize(
    ("attributes", "text", "tag"),
    [
        ('lang="en_gb"', PROSE, "en-GB"),
        ('lang="pt-BR"', "A ponte que liga a cidade com a ilha não foi aberta para os carros no domingo.", "pt-BR"),
        ("", PROSE * 3, "en"),
        ("", "Die Brücke ist nach dem Sturm wieder für den Verkehr frei, und die Fähren sind nicht mehr nötig.", "de"),
        ('lang="en"', "پل بندر پس از طوفان دوباره باز شد و این خبر را شهردار به مردم داد که آن را می خواستند", "fa"),
        ('lang="en"', "橋は嵐のあとで再び開通したと市長が月曜日に発表しました。", "ja"),
        ('lang="English!"', "", None),
        ("lang=kr", "항구 다리가 어제 다시 열렸고 배는 멈추었다고 시가 밝혔다.", "ko"),
        ("lang=jp", "港の橋は昨日ふたたび開通し、渡し船は止まったと市が発表した。", "ja"),
        ("lang=cz", "Most v přístavu byl včera znovu otevřen a loď, která jezdila každý den, už není v provozu.", "cs"),
        ("lang=se", "Bron i hamnen öppnades igår och färjan går inte längre, det är vad staden säger till oss.", "sv"),
    ],
)
def test_language_is_declared_and_believed_unless_the_text_contradicts(
    attributes: str, text: str, tag: str | None
) -> None:
    assert language_of(page_of(f"<html {attributes}><body><p>{text}</p></body></html>"))[0] == tag


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("港口大桥昨日恢复通车，渡轮停运。", "zh"),
        ("Kıyı Postası'na artık yeni adresimizden ulaşabilirsiniz.", "tr"),
        ("Ми переїхали, тепер редакція працює за новою адресою.", "uk"),
        ("Наш сайт закрыли, теперь мы открыты здесь.", "ru"),
        ("Le pont a été rouvert à midi, et les élèves sont ravis.", "fr"),
        ("Strona gazety działa już pod nowym adresem.", "pl"),
        ("Harbour Herald 2026", None),
    ],
)
def test_short_texts_are_told_by_their_letters(text: str, language: str | None) -> None:
    assert detect(text) == language


def test_every_language_is_spelt_with_the_letters_of_its_commonest_words() -> None:
    for language, letters in LETTERS.items():
        told = {letter for word in STOPWORDS[language] for letter in word if letter not in ascii_lowercase}
        assert told <= letters, language
