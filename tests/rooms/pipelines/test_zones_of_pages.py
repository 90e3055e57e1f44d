"""By whose clock a time goes that is printed without a zone."""

from __future__ import annotations

import pytest
from page_kit import page_of

from crawler.page import Draft
from pipelines.metadata import read_metadata

SENTENCES = {
    "el": "Το πλοίο της γραμμής έφυγε από το λιμάνι το πρωί και κανείς δεν ήταν στην προβλήτα για να το δει.",
    "ja": "連絡船は朝に港を出ましたが、桟橋には誰もいませんでした。船長はそのことを気にしていないと話しました。",
    "zh": "渡輪在早上離開了港口，但是碼頭上沒有人看到它。船長說他已經習慣了這樣的早晨，明天也會準時出發。",
    "de": "Die Fähre hat den Hafen am Morgen verlassen, und auf dem Steg war niemand, der sie noch gesehen hat.",
    "es": "El barco salió del puerto por la mañana y no había nadie en el muelle que lo viera marcharse con la niebla.",
    "en": "The ferry left the harbour in the morning, and nobody was on the quay who might have seen it go.",
    "fr": "Le bateau a quitté le port dans la matinée, et il n'y avait personne sur le quai pour le voir partir.",
    "hy": "Լաստանավը առավոտյան դուրս եկավ նավահանգստից, բայց կառամատույցին ոչ ոք չկար, որ տեսներ նրա մեկնելը։",
    "si": "තොටුපළ බෝට්ටුව උදෑසන වරායෙන් පිටත් වූ නමුත් එය දැක ගැනීමට කිසිවෙකු ජැටිය මත සිටියේ නැත.",
    "ckb": "کەشتییەکە بەیانی لە بەندەرەکە دەرچوو، بەڵام هیچ کەس لەسەر سەکۆکە نەبوو کە ڕۆیشتنی ببینێت.",
    "pt": "O barco saiu do porto pela manhã e não havia ninguém no cais que pudesse ver a partida com os outros.",
}
FROM_LANGUAGE = "published_at: no zone is printed; that of the page's language is taken"
FROM_COUNTRY = "published_at: no zone is printed; that of the country in the address is taken"


@pytest.mark.parametrize(
    ("host", "lang", "zone", "note"),
    [
        ("news.example", "el", "+03:00", FROM_LANGUAGE),
        ("news.example", "ja", "+09:00", FROM_LANGUAGE),
        ("news.example", "zh-Hant", "+08:00", FROM_LANGUAGE),
        ("news.example", "de-AT", "+02:00", FROM_LANGUAGE),
        ("news.example", "hy", "+04:00", FROM_LANGUAGE),
        ("news.example", "ckb", "+03:00", FROM_LANGUAGE),
        ("news.example", "si", "+05:30", FROM_LANGUAGE),
        # Of few languages the letters alone tell which they are.
        ("news.example", "", "+05:30", FROM_LANGUAGE),
        ("news.example", "es-AR", "-03:00", FROM_LANGUAGE),
        ("news.example", "en-NG", "+01:00", FROM_LANGUAGE),
        # What programs put in by themselves, and languages of many clocks, tell nothing.
        ("news.example", "en-GB", "", None),
        ("news.example", "es-ES", "", None),
        ("news.example", "fr-FR", "", None),
        ("news.example", "fr", "", None),
        ("news.example", "en", "", None),
        ("news.example", "pt-BR", "", None),
        # The country goes first, also where it has several clocks.
        ("news.example.cl", "ja", "", None),
        ("news.example.gr", "ja", "+03:00", FROM_COUNTRY),
    ],
)
def test_a_time_without_a_zone_goes_by_country_or_language(host: str, lang: str, zone: str, note: str | None) -> None:
    story = f"<p>{SENTENCES[lang.partition('-')[0] or 'si']}</p>" * 6
    html = f"<html lang={lang}><h1>Ferry halted by ice</h1><p class=date>2024-05-03 21:30</p>{story}"
    article = read_metadata(Draft.of(page_of(html, url=f"https://{host}/world/ferry"))).article
    assert article.published_at == f"2024-05-03T21:30:00{zone}"
    assert [one for one in article.notes if "no zone is printed" in one] == ([note] if note else [])


@pytest.mark.parametrize(
    ("printed", "moment"),
    [
        ("May 3, 2024 at 5:26 PM EDT", "2024-05-03T17:26:08-04:00"),
        ("May 3, 2024 at 1:26 PM EDT", "2024-05-03T17:26:08+00:00"),
        ("May 3, 2024 at 5:26 PM", "2024-05-03T17:26:08+00:00"),
        ("May 3, 2024 at 5:26 PM UTC", "2024-05-03T17:26:08+00:00"),
    ],
)
def test_the_zone_that_is_printed_with_the_time_is_believed_more_than_utc(printed: str, moment: str) -> None:
    meta = "<meta property=article:published_time content=2024-05-03T17:26:08Z>"
    html = (
        f"<html lang=en>{meta}<h1>Ferry halted by ice</h1><p>Published {printed}</p>" + f"<p>{SENTENCES['en']}</p>" * 6
    )
    assert read_metadata(Draft.of(page_of(html, url="https://news.example/ferry"))).article.published_at == moment
