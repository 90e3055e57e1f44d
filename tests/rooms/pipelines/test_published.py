"""Which of the dates on a page is that of its publication."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from page_kit import page_of

from crawler.page import Draft
from pipelines.metadata import read_metadata

if TYPE_CHECKING:
    from crawler.model import Article

STORY = "".join(
    f"<p>The ferry crossed the sound for the {n}th time, and nobody on the quay looked up from work.</p>"
    for n in range(8)
)
TITLE = "<title>Ferry halted by ice</title>"
H1 = "<h1>Ferry halted by ice</h1>"


def read(html: str, url: str = "https://news.example/world/ferry", lang: str = "en") -> Article:
    return read_metadata(Draft.of(page_of(f"<html lang={lang}>{TITLE}{html}", url=url))).article


def ld(type_: str = "NewsArticle", **fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": type_, "headline": "Ferry halted by ice", **fields})}</script>'


@pytest.mark.parametrize(
    ("html", "value", "source"),
    [
        (
            ld(datePublished="2024-05-03T10:00:00+02:00", dateModified="2024-05-04T10:00:00+02:00") + H1,
            "2024-05-03T10:00:00+02:00",
            "json-ld:datePublished",
        ),
        (
            "<meta property=article:published_time content='2024-05-03T10:00:00Z'>" + H1,
            "2024-05-03T10:00:00+00:00",
            "meta:article:published_time",
        ),
        (H1 + "<time datetime='2024-05-03T10:00:00Z'>3 May</time>", "2024-05-03T10:00:00+00:00", "time"),
        (
            H1 + "<span itemprop=datePublished content='2024-05-03T10:00:00+02:00'>05/03/2024</span>",
            "2024-05-03T10:00:00+02:00",
            "time",
        ),
        (
            H1 + "<p><span property='dc:date dc:created' content='2024-05-03T10:00:00+02:00'>Submitted by "
            "<a href=/user/7>Ada Lind</a> on Fri, 05/03/2024 - 10:00</span></p>",
            "2024-05-03T10:00:00+02:00",
            "time",
        ),
        (
            H1 + "<p>by Ada Lind on <span property='schema:dateCreated' content='2024-05-03T08:00:00+00:00'>Fri, "
            "05/03/2024 - 10:00</span></p>",
            "2024-05-03T08:00:00+00:00",
            "time",
        ),
        (H1 + "<p class=date>3 May 2024</p>", "2024-05-03", "printed"),
        (H1 + "<p>Posted on May 3, 2024 in News</p>", "2024-05-03", "printed"),
    ],
)
def test_where_the_date_is_found(html: str, value: str, source: str) -> None:
    article = read(html + STORY)
    assert (article.published_at, article.sources.get("published_at")) == (value, source)


@pytest.mark.parametrize(
    ("lang", "headline", "line", "day"),
    [
        ("de", "Fähre liegt im Eis", "Veröffentlicht am 3. Mai 2024", "2024-05-03"),
        ("fr", "Le bac pris dans la glace", "Publié le 3 mai 2024", "2024-05-03"),
        ("es", "El ferry parado por el hielo", "Publicado el 3 de mayo de 2024", "2024-05-03"),
        ("pt", "A balsa parada pelo gelo", "Publicado em 3 de maio de 2024", "2024-05-03"),
        ("it", "Il traghetto fermo per il ghiaccio", "Pubblicato il 3 maggio 2024", "2024-05-03"),
        ("nl", "Veerboot vast in het ijs", "Gepubliceerd op 3 mei 2024", "2024-05-03"),
        ("pl", "Prom stoi w lodzie", "Opublikowano 3 maja 2024", "2024-05-03"),
        ("tr", "Feribot buzda kaldı", "Yayınlanma: 3 Mayıs 2024", "2024-05-03"),
        ("sv", "Färjan fast i isen", "Publicerad 3 maj 2024", "2024-05-03"),
        ("ru", "Паром стоит во льду", "Опубликовано 3 мая 2024", "2024-05-03"),
        ("uk", "Пором стоїть у кризі", "Опубліковано 3 травня 2024", "2024-05-03"),
        ("el", "Το πλοίο στον πάγο", "Δημοσιεύθηκε 3 Μαΐου 2024", "2024-05-03"),
        ("ar", "توقف العبارة بسبب الجليد", "نشر في 3 مايو 2024", "2024-05-03"),
        ("fa", "کشتی در یخ ماند", "۱۴ اردیبهشت ۱۴۰۳", "2024-05-03"),
        ("he", "המעבורת תקועה בקרח", "פורסם 3 מאי 2024", "2024-05-03"),
        ("ja", "連絡船が氷で止まる", "2024年5月3日 公開", "2024-05-03"),
        ("ko", "얼음에 멈춘 연락선", "입력 2024년 5월 3일", "2024-05-03"),
        ("zh", "渡轮因冰停航", "发布时间：2024年5月3日", "2024-05-03"),
        ("th", "เรือข้ามฟากติดน้ำแข็ง", "เผยแพร่ 3 พฤษภาคม 2567", "2024-05-03"),
        ("hi", "बर्फ में फंसी नौका", "प्रकाशित 3 मई 2024", "2024-05-03"),
        ("vi", "Phà mắc kẹt trong băng", "Đăng ngày 3 tháng 5, 2024", "2024-05-03"),
        ("id", "Feri terhenti karena es", "Diterbitkan 3 Mei 2024", "2024-05-03"),
    ],
)
def test_the_printed_date_in_many_languages(lang: str, headline: str, line: str, day: str) -> None:
    page = page_of(
        f"<html lang={lang}><title>{headline}</title><h1>{headline}</h1><p class=meta>{line}</p>{STORY}",
        url="https://news.example/a/b",
    )
    assert read_metadata(Draft.of(page)).article.published_at == day


def test_news_is_not_dated_by_its_last_change() -> None:
    data = ld(datePublished="2024-05-03T10:00:00Z", dateModified="2024-06-04T10:00:00Z")
    article = read(data + H1 + "<p>Updated June 4, 2024</p>" + STORY)
    assert (article.published_at, article.modified_at) == ("2024-05-03T10:00:00+00:00", "2024-06-04T10:00:00+00:00")
    assert article.sources["modified_at"] == "json-ld:dateModified"


def test_a_page_that_names_only_its_last_change_is_dated_by_that_with_a_note() -> None:
    article = read(H1 + "<p class=date>Last updated: June 4, 2024</p>" + STORY)
    assert article.published_at == "2024-06-04"
    assert "published_at: what is given is the date of a change" in article.notes


@pytest.mark.parametrize(
    "html",
    [
        H1 + STORY + "<footer>© 2019-2024 The Lantern, Copyright 3 May 2019</footer>",
        H1 + STORY + "<div class=comments><p class=comment-date>3 May 2024</p></div>",
        H1 + "<p>3 hours ago</p>" + STORY,
        H1 + STORY,
    ],
)
def test_dates_of_other_things_are_refused(html: str) -> None:
    article = read(html)
    assert article.published_at is None
    assert "no published_at found" in article.notes


@pytest.mark.parametrize(
    ("html", "url", "lang", "day", "is_doubtful"),
    [
        ("<p>Posted 03/05/2024</p>", "https://news.example/a/b", "en", "2024-03-05", True),
        ("<p>Posted 03/05/2024</p>", "https://news.example.uk/a/b", "en", "2024-05-03", True),
        ("<p>Posted 03/05/2024</p><p>Next: 25/05/2024</p>", "https://news.example/a/b", "en", "2024-05-03", False),
        ("<p>Posted 03/05/2024</p>", "https://news.example/2024/05/03/ferry", "en", "2024-05-03", False),
        ("<p>Publié 03/05/2024</p>", "https://news.example.fr/a/b", "fr", "2024-05-03", True),
        ("<p>Erschienen 03.05.2024</p>", "https://news.example/a/b", "de", "2024-05-03", False),
    ],
)
def test_day_and_month_are_told_apart_by_evidence(
    html: str, url: str, lang: str, day: str, is_doubtful: object
) -> None:
    article = read(H1 + html + STORY, url=url, lang=lang)
    assert article.published_at == day
    assert ("published_at: day and month may be the other way round" in article.notes) is is_doubtful


def test_a_time_printed_without_a_zone_goes_by_the_country_of_the_address_with_a_note() -> None:
    article = read(
        H1 + "<p class=date>3. Mai 2024, 21:30 Uhr</p>" + STORY, url="https://zeitung.example.de/a/b", lang="de"
    )
    assert article.published_at == "2024-05-03T21:30:00+02:00"
    assert "published_at: no zone is printed; that of the country in the address is taken" in article.notes


def test_a_moment_in_utc_is_told_by_the_clock_that_the_printed_day_goes_by() -> None:
    meta = "<meta property=article:published_time content='2024-05-02T22:30:00Z'>"
    article = read(meta + H1 + "<p class=date>3. Mai 2024</p>" + STORY, url="https://zeitung.example.de/a/b", lang="de")
    assert article.published_at == "2024-05-03T00:30:00+02:00"


def test_the_evening_online_goes_before_the_date_of_the_paper() -> None:
    data = ld(datePublished="2024-05-02T19:30:00+02:00") + "<meta name=date content=2024-05-03>"
    article = read(data + H1 + "<p class=date>Edition of 3 May 2024</p>" + STORY)
    assert article.published_at == "2024-05-02T19:30:00+02:00"


def test_dates_in_the_data_of_scripts_are_read_where_the_page_says_nothing_else() -> None:
    script = '<script>window.state = {"story": {"publishedAt": "2024-05-03T10:00:00Z", "id": 7}}</script>'
    article = read(H1 + STORY + script)
    assert (article.published_at, article.sources["published_at"]) == ("2024-05-03T10:00:00+00:00", "script")


@pytest.mark.parametrize("keys", [("date", "modified"), ("modified", "date")])
def test_the_date_beside_a_change_in_the_data_of_scripts_is_that_of_publication(keys: tuple[str, str]) -> None:
    told = {"date": "2024-05-03T10:00:00", "modified": "2024-05-05T10:00:00"}
    data = json.dumps({"post": {"title": "Ferry halted by ice", **{key: told[key] for key in keys}}})
    article = read(H1 + STORY + f"<script type=application/json>{data}</script>")
    assert (article.published_at, article.modified_at) == (told["date"], told["modified"])
    assert article.sources["published_at"] == article.sources["modified_at"] == "script"


DAY = "<p class=date>3 May 2024</p>"
TIME = "<time itemprop=datePublished datetime=2024-05-03>3 May</time>"


@pytest.mark.parametrize(
    "html",
    [
        f"<div class='post category-related'>{H1}{DAY}{STORY}</div>",
        f"<div id=comments-and-article>{H1}{DAY}{STORY}</div>",
        f"<div itemscope itemtype='https://schema.org/Article'>{H1}<div class=footer>{TIME}</div>{STORY}</div>",
        f"<div class=event-widget>{H1}<div>{DAY}</div>{STORY}</div>",
    ],
)
def test_a_class_around_headline_and_date_says_nothing_of_the_date(html: str) -> None:
    assert read(html).published_at == "2024-05-03"


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://news.example/reports/29-10-2021", "2021-10-29"),
        ("https://news.example/blog/2023/october/03/ferry-halted", "2023-10-03"),
        ("https://news.example/2024/05/03/ferry-halted", "2024-05-03"),
        ("https://news.example/tel/0049-40-1234", None),
    ],
)
def test_the_day_in_the_address(url: str, day: str | None) -> None:
    assert read(H1 + STORY, url=url).published_at == day


@pytest.mark.parametrize(
    ("name", "day"),
    [("published", "2024-05-03"), ("x:publication-date", "2024-05-03"), ("expires", None), ("fb:publisher", None)],
)
def test_a_meta_that_is_named_like_the_known_ones(name: str, day: str | None) -> None:
    assert read(f"<meta name='{name}' content='May 3, 2024'>" + H1 + STORY).published_at == day


def test_the_line_above_says_what_a_date_is_the_date_of() -> None:
    dates = "<div>Updated:</div><div>5 May 2024</div><div>Published:</div><div>3 May 2024</div>"
    assert read(H1 + dates + STORY).published_at == "2024-05-03"


def test_a_date_is_no_worse_for_being_told_again_among_other_articles() -> None:
    others = "".join(f"<li class=teaser><a href=/{day}>Older text, {day} May 2024</a></li>" for day in range(1, 9))
    assert read(H1 + DAY + STORY + f"<aside><ul>{others}</ul></aside>").published_at == "2024-05-03"


def test_the_day_that_machines_are_told_settles_a_date_in_figures() -> None:
    page = ld("Article", datePublished="2024-09-10T16:07:00Z") + H1 + "<p class=date>09/10/2024</p>"
    article = read(page + "<p>Also on 21/03/2024 and 22/03/2024.</p>" + STORY)
    assert article.published_at == "2024-09-10T16:07:00+00:00"


def test_a_page_without_a_date_of_its_own_goes_by_the_change_that_its_footer_tells_with_a_note() -> None:
    foot = "<div id=footer><p>This page was last edited on 3 May 2024, at 10:15.</p></div>"
    article = read(H1 + STORY + foot)
    assert article.published_at == "2024-05-03T10:15:00"
    assert "published_at: what is given is the date of a change" in article.notes


def test_the_headline_is_found_in_a_heading_with_a_date_before_it() -> None:
    heading = "<h1>03.05.2024<span>Ferry halted by ice</span></h1>"
    crumbs = "<ol class=breadcrumb><li>Ferry halted by ice</li></ol>"
    html = f"<html lang=de>{TITLE}{heading}{STORY}<footer>{crumbs}</footer>"
    draft = read_metadata(Draft.of(page_of(html, url="https://news.example/world/ferry")))
    assert [draft.page.blocks[at].tag for at in draft.claimed_as("headline")] == ["h1"]
    assert draft.article.published_at == "2024-05-03"


@pytest.mark.parametrize(
    ("url", "shown", "value"),
    [
        # The same moment, once with its zone, once by a clock without one.
        ("https://a.example/x", "<time datetime='2024-05-03T21:37:11-04:00'>3 May</time>", "2024-05-03T21:37:11-04:00"),
        ("https://a.example/x", "<p class=date>May 3, 2024 | 9:37pm</p>", "2024-05-03T21:37:11-04:00"),
        ("https://a.example/x", "<p class=date>May 3, 2024 | 9:38pm</p>", "2024-05-03T21:38:00"),
        # By the clock of the country, unless the page itself goes by UTC.
        ("https://a.com.ar/x", "", "2024-05-03T22:37:11-03:00"),
        ("https://a.com.ar/x", "<aside><p>4 de mayo de 2024</p></aside>", "2024-05-03T22:37:11-03:00"),
        ("https://a.com.ar/x", "<p class=date>4 de mayo de 2024</p>", "2024-05-04T01:37:11+00:00"),
        ("https://a.example/x", "", "2024-05-04T01:37:11+00:00"),
    ],
)
def test_a_moment_in_utc_is_told_by_the_clock_of_the_page(url: str, shown: str, value: str) -> None:
    found = read(ld(datePublished="2024-05-04T01:37:11Z") + H1 + shown + STORY, url=url, lang="en")
    assert found.published_at == value


def test_midnight_by_the_clock_of_the_country_is_a_day_put_into_utc() -> None:
    meta = "<meta property=article:published_time content='2024-05-02T22:00:00Z'>"
    article = read(meta + H1 + "<p class=date>2. Mai 2024</p>" + STORY, url="https://a.de/x", lang="de")
    assert article.published_at == "2024-05-03T00:00:00+02:00"


CHANGED_FIRST = [
    ("en", "Last updated 5 May 2024 10:12 GMT. First published 3 May 2024 09:00 GMT"),
    ("en", "UPDATED: 10:12 GMT, 5 May 2024 | PUBLISHED: 09:00 GMT, 3 May 2024"),
    ("de", "Aktualisiert: 05.05.2024, 10:12 GMT Erstveröffentlichung: 03.05.2024, 09:00 GMT"),
    ("de", "Stand: 05.05.2024, 10:12 GMT | Veröffentlicht: 03.05.2024, 09:00 GMT"),
    ("fr", "Mis à jour le 5 mai 2024 à 10h12 GMT, publié le 3 mai 2024 à 9h00 GMT"),
    ("es", "Actualizado: 5 de mayo de 2024, 10:12 GMT. Publicado: 3 de mayo de 2024, 09:00 GMT"),
    ("ru", "Обновлено 5 мая 2024, 10:12 GMT. Опубликовано 3 мая 2024, 09:00 GMT"),
]


@pytest.mark.parametrize(("lang", "line"), CHANGED_FIRST)
def test_a_change_that_is_printed_before_the_publication(lang: str, line: str) -> None:
    article = read(f"{H1}<div class=dates>{line}</div>{STORY}", lang=lang)
    assert article.published_at == "2024-05-03T09:00:00+00:00"
    assert article.modified_at == "2024-05-05T10:12:00+00:00"
    assert article.sources["modified_at"] == "printed"


def test_a_change_that_is_marked_before_the_publication() -> None:
    changed = "<time class=updated datetime=2024-05-05T10:12:00Z>Updated 5 May 2024</time>"
    article = read(
        f"{H1}<div>{changed} <time class=published datetime=2024-05-03T09:00Z>3 May 2024</time></div>{STORY}"
    )
    assert (article.published_at, article.sources["published_at"]) == ("2024-05-03T09:00:00+00:00", "time")
    assert (article.modified_at, article.sources["modified_at"]) == ("2024-05-05T10:12:00+00:00", "time")


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("<p>3 May 2024</p><p>Updated: 5 May 2024</p>", "2024-05-05"),
        ("<p>3 May 2024</p><p>Last updated:</p><p>5 May 2024</p>", "2024-05-05"),
        (
            "<p>3 May 2024, 9:00. This article was last updated on Sunday, 5 May 2024 at 10:12 GMT</p>",
            "2024-05-05T10:12:00+00:00",
        ),
        ("<p>3 May 2024 <span itemprop=dateModified>5 May 2024</span></p>", None),
        ("<p>3 May 2024</p><p itemprop=dateModified>5 May 2024</p>", "2024-05-05"),
        (
            "<time datetime=2024-05-03>3 May</time> <time itemprop=dateModified datetime=2024-05-05>5 May</time>",
            "2024-05-05",
        ),
        ("<p>3 May 2024</p><p>5 May 2024 (updated)</p>", "2024-05-05"),
        ("<p>3 May 2024</p><p>5 May 2024, 10:12 GMT UPDATED</p>", "2024-05-05T10:12:00+00:00"),
        ("<p>2024年5月3日 9时00分发布 2024年5月5日 更新</p>", "2024-05-05"),
        ("<p>2024. 5. 3. 입력 2024. 5. 5. 수정</p>", "2024-05-05"),
        ("<time datetime=2024-05-03>3 May</time>, <time datetime=2024-05-05>5 May</time> (updated)", "2024-05-05"),
        (
            "<time datetime=2024-05-03>3.5.2024</time> <time datetime=2024-05-05>5.5.2024</time> aktualisiert",
            "2024-05-05",
        ),
        ("<time datetime=2024-05-03> <b>3 May</b></time> <time datetime=2024-05-05> <b>5 May</b></time>", None),
        # Labels of dates that stand behind them.
        ("<p>3 May 2024 | Updated: <span class=ago></span></p>", None),
        ("<p>3 May 2024 | Updated <span class=ago></span></p>", None),
        ("<p>3 May 2024, 9:00 GMT Updated:</p>", None),
        ("<p>3 May 2024, 9:00 GMT <b>Updated</b></p><p>5 May 2024, 10:12 GMT</p>", None),
        ("<p>5 May 2024, 10:12 GMT updated</p><p>3 May 2024 published</p>", "2024-05-05T10:12:00+00:00"),
        (
            "<time datetime=2024-05-03>3 May</time> | Updated <time datetime=2024-05-05T10:12:00Z></time>",
            "2024-05-05T10:12:00+00:00",
        ),
        # Dates of something else, and what is no change.
        ("<p>3 May 2024</p><p>2024. 5. 5. 수정 삭제</p>", None),
        ("<p>3 May 2024</p><p>5 May 2024 Updates</p>", None),
        ("<p>3 May 2024</p><p>The rule that the harbour made on 5 May 2024 (updated)</p>", None),
        (
            "<p>3 May 2024</p><p>The table of winter crossings, which the harbour changed on 5 May 2024, holds.</p>",
            None,
        ),
        ("<p>3 May 2024</p><p>Edited by Ada Lind, 5 May 2024</p>", None),
        ("<p>3 May 2024</p><p>Ferry updates</p><p>5 May 2024</p>", None),
        ("<p>3 May 2024</p><p>Updated 1 May 2024</p>", None),
        ("<p>3 May 2024</p><div class=related-news><p>Updated 5 May 2024</p></div>", None),
        ("<time class=updated datetime=2024-05-03T09:00Z>3 May 2024</time>", None),
    ],
)
def test_where_the_date_of_a_change_is_found(line: str, value: str | None) -> None:
    article = read(H1 + line + STORY)
    assert (article.published_at or "")[:10] == "2024-05-03"
    assert article.modified_at == value


def test_data_tell_the_change_before_what_is_printed() -> None:
    meta = "<meta property=article:modified_time content=2024-05-05T10:12:00Z>"
    article = read(f"{meta}{H1}<p>Published 3 May 2024, updated 6 May 2024</p>{STORY}")
    assert (article.modified_at, article.sources["modified_at"]) == (
        "2024-05-05T10:12:00+00:00",
        "meta:article:modified_time",
    )


def test_a_printed_change_without_a_zone_goes_by_the_country_too() -> None:
    line = "<p class=date>3. Mai 2024, aktualisiert 5. Mai 2024, 10:12 Uhr</p>"
    article = read(H1 + line + STORY, url="https://zeitung.example.de/a/b", lang="de")
    assert (article.published_at, article.modified_at) == ("2024-05-03", "2024-05-05T10:12:00+02:00")
    assert "modified_at: no zone is printed; that of the country in the address is taken" in article.notes


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("Sun 5 May 2024 18.40 GMT First published on Fri 3 May 2024 06.02 GMT", "date"),
        ("First published on 3 May 1933, it was revised on 10 June 1944 and once more on 5 July 1950.", None),
        ("It was open from 3 May 2024 in the morning until noon and from 5 May 2024 until the night.", None),
    ],
)
def test_a_line_of_nothing_but_dates_is_no_text(line: str, role: str | None) -> None:
    page = page_of(f"{TITLE}{H1}<p>{line}</p>{STORY}", url="https://news.example/world/ferry")
    (at,) = [block.index for block in page.blocks if block.text == line]
    assert read_metadata(Draft.of(page)).claimed.get(at) == role
