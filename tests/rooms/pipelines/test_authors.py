"""Names cut out of bylines of many languages, and which of a page's names are its authors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from page_kit import page_of

from crawler.page import Draft
from pipelines.metadata import read_metadata
from pipelines.metadata.authors import clean_names
from pipelines.metadata.authors.names import is_person_like

if TYPE_CHECKING:
    from crawler.model import Article

STORY = "".join(
    f"<p>The ferry crossed the sound for the {n}th time, and nobody on the quay looked up from work.</p>"
    for n in range(8)
)


def read(html: str, url: str = "https://news.example/world/ferry") -> Article:
    return read_metadata(Draft.of(page_of(html, url=url))).article


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("By Ada Lind and Bo Ek", ["Ada Lind", "Bo Ek"]),
        ("Written by: Ada Lind | Updated May 3, 2024", ["Ada Lind"]),
        ("Ada Lind The Associated Press", ["Ada Lind"]),
        ("Articles by Ada Lind", ["Ada Lind"]),
        ("Ada Lind, E-RYT 200, CEPF®", ["Ada Lind"]),
        ("Ada Lind 1, Bo Ek 2", ["Ada Lind", "Bo Ek"]),
        ("Von Ada Lind und Bo Ek, Hamburg (dpa)", ["Ada Lind", "Bo Ek", "Hamburg"]),
        ("Por Ada Lind e Bo Ek, G7 Porto e Litoral", ["Ada Lind", "Bo Ek"]),
        ("By Ada Lind and Bo Ek, Cy Orr and Eva Frey", ["Ada Lind", "Bo Ek", "Cy Orr", "Eva Frey"]),
        ("Por Ada Lind y Bo Ek, Cy Orr y agencias", ["Ada Lind", "Bo Ek", "Cy Orr"]),
        ("By Ada Lind and Bo Ek, Cy Orr and Reuters", ["Ada Lind", "Bo Ek", "Cy Orr"]),
        ("Von Ada Lind und Bo Ek, Cy Orr und dpa", ["Ada Lind", "Bo Ek", "Cy Orr"]),
        ("By Ada Lind and Bo Ek, New Harbour and Sound", ["Ada Lind", "Bo Ek"]),
        ("Agencias", ["Agencias"]),
        ("By Ada Lind Photographs by Bo Ek", ["Ada Lind"]),
        ("Reporting by Ada Lind; photography by Bo Ek", ["Ada Lind"]),
        ("Veröffentlicht von Ada Lind am 3. Mai 2024", ["Ada Lind"]),
        ("Text: Ada Lind, Fotos: Bo Ek", ["Ada Lind"]),
        ("Autor/in: Ada Lind", ["Ada Lind"]),
        ("Text und Interview: Ada Lind", ["Ada Lind"]),
        ("Interview: Ada Lind", ["Ada Lind"]),
        ("oprac. Ada Lind", ["Ada Lind"]),
        ("Testo di Ada Lind", ["Ada Lind"]),
        ("Texto de Ada Lind", ["Ada Lind"]),
        ("Da redação: Ada Lind", ["Ada Lind"]),
        ("CC BY-SA 4.0", []),
        ("#ferries", []),
        ("Ada Lind, Oktober 2008", ["Ada Lind"]),
        ("Par Ada Lind avec Bo Ek", ["Ada Lind", "Bo Ek"]),
        ("Publié par Ada Lind le 3 mai 2024", ["Ada Lind"]),
        ("Por Ada Lind y Bo Ek", ["Ada Lind", "Bo Ek"]),
        ("Escrito por Ada Lind", ["Ada Lind"]),
        ("Publicado por Ada Lind em 3 de maio de 2024", ["Ada Lind"]),
        ("di Ada Lind e Bo Ek", ["Ada Lind", "Bo Ek"]),
        ("a cura di Ada Lind", ["Ada Lind"]),
        ("Door Ada Lind en Bo Ek", ["Ada Lind", "Bo Ek"]),
        ("Av Ada Lind och Bo Ek", ["Ada Lind", "Bo Ek"]),
        ("Af Ada Lind", ["Ada Lind"]),
        ("Autor: Ada Lind", ["Ada Lind"]),
        ("Napsal Jan Věk", ["Jan Věk"]),
        ("Автор: Ада Линд", ["Ада Линд"]),
        ("Автори: Ада Линд та Бо Эк", ["Ада Линд", "Бо Эк"]),
        ("Yazan: Ada Lind ve Bo Ek", ["Ada Lind", "Bo Ek"]),
        ("Szerző: Ada Lind", ["Ada Lind"]),
        ("Γράφει Άντα Λιντ", ["Άντα Λιντ"]),
        ("Γράφει η Άντα Λιντ", ["Άντα Λιντ"]),
        ("ΓΡΑΦΕΙ Ο ΒΙΚΤΩΡ ΕΚ", ["ΒΙΚΤΩΡ ΕΚ"]),
        ("Oleh Ada Lind", ["Ada Lind"]),
        ("Tác giả: Lê Vân", ["Lê Vân"]),
        ("بقلم: سارة كريم", ["سارة كريم"]),
        ("نویسنده: سارا کریمی", ["سارا کریمی"]),
        ("מאת: עדה לינד", ["עדה לינד"]),
        ("作者：王小明", ["王小明"]),
        ("文／王小明", ["王小明"]),
        ("山田太郎 記者", ["山田太郎"]),
        ("김하나 기자", ["김하나"]),
        ("โดย สมชาย ใจดี", ["สมชาย ใจดี"]),
        ("Ada Lind, PhD, Senior Editor", ["Ada Lind"]),
        ("Dr. Ada Lind", ["Dr. Ada Lind"]),
        ("Ada Lind 8 January 2020", ["Ada Lind"]),
        ("Ada Lind Wednesday, January 8, 2020", ["Ada Lind"]),
        ("Ada Lind Do 9 Apr 2020", ["Ada Lind"]),
        ("Ada Lind, Monday, 3 May 2024", ["Ada Lind"]),
        ("Ada Lind – Montag, 3. Mai 2024", ["Ada Lind"]),
        ("Von Ada Lind am Montag, 3. Mai 2024", ["Ada Lind"]),
        ("Ada Lind lunes, 3 de mayo de 2024", ["Ada Lind"]),
        ("Von Ada Lind und Eva Sonntag, 3. Mai 2024", ["Ada Lind", "Eva Sonntag"]),
        ("Von Ada Lind und Eva Sonntag 3. Mai 2024", ["Ada Lind", "Eva Sonntag"]),
        ("Por Ada María Domingo, 3 de mayo de 2024", ["Ada María Domingo"]),
        ("By Ada Lind and Bo Friday, May 3, 2024", ["Ada Lind", "Bo Friday"]),
        ("Ada Lind Stand: 28. April 2023", ["Ada Lind"]),
        ("Ada Lind im Gespräch mit Bo Ek", ["Ada Lind", "Bo Ek"]),
        ("Mar 27, 2024 Written By Ada Lind", ["Ada Lind"]),
        ("Ada Lind, Reuters", ["Ada Lind"]),
        ("Reuters", ["Reuters"]),
        ("dpa", ["dpa"]),
        ("GMT", []),
        ("Thu", []),
        ("Redaktor", []),
        ("ByAda Lind", ["Ada Lind"]),
        ("Byron Lind", ["Byron Lind"]),
        ("Ada Lind at", ["Ada Lind"]),
        ("Ada Lind in World News", ["Ada Lind"]),
        ("Ada Lind @adalind", ["Ada Lind"]),
        ("Ada Lind on behalf of the Sound Society", ["Ada Lind"]),
        ("Redaktion Seeblatt", ["Redaktion Seeblatt"]),
        ("Redaktion: Ada Lind", ["Ada Lind"]),
        ("Ein Gastbeitrag von Ada Lind", ["Ada Lind"]),
        ("Von unserer Korrespondentin Ada Lind", ["Ada Lind"]),
        ("dal nostro inviato Ada Lind", ["Ada Lind"]),
        ("Ада Линд, корреспондент", ["Ада Линд"]),
        ("Текст: Ада Линд Фото: Бо Эк", ["Ада Линд"]),
        ("Text: Ada Lind Fotos: Bo Ek", ["Ada Lind"]),
        ("रमेश कुमार और सीता देवी", ["रमेश कुमार", "सीता देवी"]),
        ("[김민수 인턴기자]", ["김민수"]),
        ("本报记者 王小明", ["王小明"]),
        ("João Costa e Silva", ["João Costa e Silva"]),
        ("Por Ana Lima e Silva e Bruno Reis", ["Ana Lima e Silva", "Bruno Reis"]),
        ("Ada Lind y EFE", ["Ada Lind"]),
        ("김민수 기자 minsu@news.example", ["김민수"]),
        ("By Ada Lind <ada@news.example>, Bo Ek", ["Ada Lind", "Bo Ek"]),
        ("بواسطة: سامي الخوري", ["سامي الخوري"]),
        ("https://news.example/ada", []),
        ("@ada", []),
        ("12345678", []),
    ],
)
def test_names_of_a_byline(given: str, names: list[str]) -> None:
    assert clean_names([given]) == names


def test_persons_are_told_from_organisations() -> None:
    assert all(map(is_person_like, ["Ada Lind", "Ada van der Lind", "J. P. Orr", "王小明", "Ада Линд"]))
    assert not any(
        map(is_person_like, ["dpa", "Harbour News", "Redaktion Seeblatt", "The Tide Team", "harbour.example.com"])
    )


def ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "headline": "Ferry halted by ice", **fields})}</script>'


HEAD = "<title>Ferry halted by ice</title>"
H1 = "<h1>Ferry halted by ice</h1>"


@pytest.mark.parametrize(
    ("html", "names", "source"),
    [
        (ld(author={"@type": "Person", "name": "Ada Lind"}) + H1, ["Ada Lind"], "json-ld:author"),
        (
            ld(author=[{"@type": "Person", "givenName": "Ada", "familyName": "Lind"}, "Bo Ek"]) + H1,
            ["Ada Lind", "Bo Ek"],
            "json-ld:author",
        ),
        (ld(author={"@list": [{"@type": "Person", "name": "Ada Lind"}]}) + H1, ["Ada Lind"], "json-ld:author"),
        ("<meta name=author content='Ada Lind'>" + H1, ["Ada Lind"], "meta:author"),
        (
            "<meta name=twitter:label1 content='Written by'><meta name=twitter:data1 content='Ada Lind'>" + H1,
            ["Ada Lind"],
            "meta:twitter:data1",
        ),
        (H1 + "<p>By <a rel=author href=/people/ada>Ada Lind</a></p>", ["Ada Lind"], "rel:author"),
        (H1 + "<p itemprop=author>Ada Lind</p>", ["Ada Lind"], "itemprop:author"),
        (H1 + "<p itemProp=author>Ada Lind</p>", ["Ada Lind"], "itemprop:author"),
        (H1 + "<div class=byline>Von Ada Lind und Bo Ek</div>", ["Ada Lind", "Bo Ek"], "class"),
        (H1 + "<p>By Ada Lind</p>", ["Ada Lind"], "printed"),
        (H1 + "<p>3 May 2024 | By Ada Lind</p>", ["Ada Lind"], "printed"),
        (H1 + "<p>From our own reporters<br>By Ada Lind<br>Photographs by Bo Ek</p>", ["Ada Lind"], "printed"),
        (H1 + "<p>By ADA LIND<br>Courier Staff Writer</p>", ["ADA LIND"], "printed"),
        (H1 + "<p>By Ada Lind<br>and Bo Ek</p>", ["Ada Lind", "Bo Ek"], "printed"),
        (H1 + "<p>Words by Ada Lind; pictures by Bo Ek</p>", ["Ada Lind"], "printed"),
        (H1 + "<p>Submitted by <b>Ada Lind</b> on Fri, 05/03/2024 - 10:00</p>", ["Ada Lind"], "printed"),
        (H1 + "<p>Texto: Ada Lind / Fotos: Bo Ek</p>", ["Ada Lind"], "printed"),
        (H1 + "<div><div>By</div><div>ada lind</div></div>", ["ada lind"], "printed"),
        (H1 + "<h6>Author(s)</h6><ul><li>Ada Lind</li><li>Bo Ek</li></ul>", ["Ada Lind", "Bo Ek"], "printed"),
        (H1 + "<p>Text & Fotos:</p><p>Ada Lind</p>", ["Ada Lind"], "printed"),
        (H1 + "<p>Ein Artikel von <b>Ada Lind</b> | 3.5.2024</p>", ["Ada Lind"], "printed"),
        ("<html lang=ar dir=rtl><h1>توقف العبارة بسبب الجليد</h1><p>بقلم سارة كريم</p>", ["سارة كريم"], "printed"),
        (
            "<html lang=ar dir=rtl><h1>توقف العبارة بسبب الجليد</h1><p>كتب بواسطة: سارة كريم</p>",
            ["سارة كريم"],
            "printed",
        ),
        ("<html lang=fa dir=rtl><h1>قایق در یخ ماند</h1><p>نویسنده: سارا احمدی</p>", ["سارا احمدی"], "printed"),
        ("<html lang=zh><h1>渡轮因冰停航三天</h1><p>作者：王小明</p>", ["王小明"], "printed"),
        ("<html lang=zh><h1>渡轮因冰停航三天</h1><p>来源：海港日报 作者：王小明</p>", ["王小明"], "printed"),
        ("<html lang=zh><h1>渡轮因冰停航三天</h1><p>本报记者 王小明 李大伟</p>", ["王小明", "李大伟"], "printed"),
        ("<html lang=zh><h1>渡輪因冰停航三天</h1><p>記者王小明／海港報導</p>", ["王小明"], "printed"),
        ("<html lang=ko><h1>얼음에 갇힌 여객선</h1><p>김민수 기자 minsu@news.example</p>", ["김민수"], "printed"),
        (
            H1 + "<p class=byline><ruby>山田<rt>やまだ</rt></ruby><ruby>太郎<rt>たろう</rt></ruby></p>",
            ["山田太郎"],
            "class",
        ),
    ],
)
def test_where_authors_are_found(html: str, names: list[str], source: str) -> None:
    article = read(HEAD + html + STORY)
    assert (article.authors, article.sources.get("authors")) == (names, source)


@pytest.mark.parametrize(
    "told",
    [
        {"author": {"name": "Ada Lind"}},
        {"authors": [{"name": "Ada Lind"}]},
        {"byline": "By Ada Lind", "section": {"name": "Coast"}},
    ],
)
def test_an_author_in_the_data_of_scripts_is_read_with_its_text(told: dict[str, object]) -> None:
    lines = [f"The ferry crossed the sound for the {n}th time, and nobody looked up from work." for n in range(8)]
    other = {"title": "Ferry sold at last", "author": {"name": "Cy Orr"}}
    data = json.dumps({"more": [other], "story": {"title": "Ferry halted by ice", "parts": lines, **told}})
    script = f'<script id="__NEXT_DATA__" type="application/json">{data}</script>'
    article = read(f"{HEAD}<body><div id=root></div>{script}")
    assert (article.authors, article.sources.get("authors")) == (["Ada Lind"], "script")
    assert read(f"{HEAD}<body>{H1}{STORY}{script}").authors == []


@pytest.mark.parametrize("turned", [False, True])
def test_the_author_of_the_site_is_not_that_of_the_story(*, turned: bool) -> None:
    lines = [f"The ferry crossed the sound for the {n}th time, and nobody looked up from work." for n in range(8)]
    site = {"title": "The Harbour News", "author": "Perry White"}
    told = {"site": site, "story": {"title": "Ferry halted by ice", "parts": lines, "author": "Ada Lind"}}
    data = json.dumps(dict(reversed(told.items())) if turned else told)
    title = "<title>Ferry halted by ice | The Harbour News</title>"
    script = f'<script id="__NEXT_DATA__" type="application/json">{data}</script>'
    assert read(f"{title}<body><div id=root></div>{script}").authors == ["Ada Lind"]


def test_a_label_with_another_label_or_prose_below_names_nobody() -> None:
    assert read(HEAD + H1 + "<p>Author</p><p>Text</p>" + STORY).authors == []
    assert read(HEAD + H1 + "<p>By</p>" + STORY).authors == []


def test_the_id_of_an_author_is_followed_to_the_person() -> None:
    person = '<script type="application/ld+json">{"@type": "Person", "@id": "#ada", "name": "Ada Lind"}</script>'
    assert read(HEAD + ld(author={"@id": "#ada"}) + person + H1 + STORY).authors == ["Ada Lind"]
    assert read(HEAD + ld(author="#ada") + person + H1 + STORY).authors == ["Ada Lind"]


@pytest.mark.parametrize(
    "html",
    [
        H1 + STORY + "<section class=comments><div class=comment-author>Cy Orr</div><p>Well said.</p></section>",
        H1 + STORY + "<div class=related><p>By Cy Orr</p></div>",
        H1 + "<p>3 May 2024 12:30 GMT</p>" + STORY,
        H1 + STORY,
    ],
)
def test_who_is_no_author(html: str) -> None:
    article = read(HEAD + html)
    assert article.authors == []
    assert "authors" not in article.sources


@pytest.mark.parametrize(
    ("headline", "line"),
    [
        ("توقف العبارة بسبب الجليد", "شارك الخبر"),
        ("توقف العبارة بسبب الجليد", "رياضة"),
        ("توقف العبارة بسبب الجليد", "آخر تحديث: 3 مايو 2024"),
        ("قایق در یخ ماند", "گروه اجتماعی"),
        ("渡轮因冰停航三天", "社会"),
        ("フェリー、氷で運休", "スポーツ"),
        ("얼음에 갇힌 여객선", "사회 일반"),
        ("बर्फ़ में फँसी नाव", "खेल समाचार"),
        ("Паром стоит во льдах", "Автор фото, Getty Images"),
    ],
)
def test_a_short_line_in_a_script_without_capitals_names_nobody(headline: str, line: str) -> None:
    assert read(f"<title>{headline}</title><h1>{headline}</h1><p>{line}</p>{STORY}").authors == []


@pytest.mark.parametrize(
    "line",
    [
        "Von Althafen bis Neuhafen wird gebaut",
        "Von Althafen bis Neuhafen",
        "Di Porto Vecchio la metà dei soldi",
        "Par deux voix contre une",
        "Da Porto Vecchio a Porto Nuovo",
    ],
)
def test_a_second_line_that_begins_as_bylines_do_names_nobody(line: str) -> None:
    assert read(f"{HEAD}{H1}<p>The council gives in<br>{line}</p><p>3 May 2024</p>{STORY}").authors == []


def test_a_person_is_taken_before_the_agency_beside() -> None:
    html = ld(author=[{"@type": "Person", "name": "Ada Lind"}, {"@type": "Organization", "name": "dpa"}]) + H1
    assert read(HEAD + html + STORY).authors == ["Ada Lind"]


def test_a_printed_byline_is_read_where_data_names_only_the_site() -> None:
    html = "<meta property=og:site_name content='The Lantern'>" + ld(
        author={"@type": "Organization", "name": "The Lantern"}
    )
    assert read(HEAD + html + H1 + "<p class=byline>By Ada Lind</p>" + STORY).authors == ["Ada Lind"]


def test_the_paper_is_no_author_beside_a_person() -> None:
    data = {"@type": "NewsArticle", "headline": "Ferry", "author": [{"name": "Ada Lind"}, {"name": "Harbour News"}]}
    article = read(
        f'<script type="application/ld+json">{json.dumps(data)}</script><meta property=og:site_name content="Harbour News">'
        f"<h1>Ferry</h1><p class=byline>By Ada Lind</p>{STORY}"
    )
    assert article.authors == ["Ada Lind"]


def test_a_soft_hyphen_is_no_part_of_a_headline() -> None:
    assert read(f"<h1>Fer\N{SOFT HYPHEN}ry halted by ice</h1>{STORY}").headline == "Ferry halted by ice"


@pytest.mark.parametrize("line", ["Our History", "PDF Version", "Tweet This", "Themen: Fähre", "Ausgabejahr 2031"])
def test_a_label_or_button_below_the_headline_is_no_author(line: str) -> None:
    small = "<p>In our long history no ferry has ever been as late as this one was on a day in May.</p>"
    html = f"<h1>Ferry halted by ice</h1><p>{{}}</p>{STORY}{small}"
    assert read(html.format(line)).authors == []
    assert read(html.format("Ada Lind")).authors == ["Ada Lind"]
