"""Dates as they are printed around the world."""

from __future__ import annotations

import pytest

from crawler.page.dates import Place, dates_in, read_date

DAY, EVENING = "2024-03-05", "2024-03-05T21:30:00"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Kamis, 5 Maret 2024 21.30 WIB", EVENING + "+07:00"),
        ("Selasa, 5 Mac 2024", DAY),
        ("Thứ ba, 5 tháng 3, 2024", DAY),
        ("ngày 5/3/2024, 21:30", EVENING),
        ("5 มีนาคม 2567", DAY),
        ("5 มี.ค. 2567 21:30 น.", EVENING),
        ("5 मार्च 2024", DAY),
        ("৫ মার্চ ২০২৪", DAY),
        ("5 மார்ச் 2024", DAY),
        ("5 مارچ 2024", DAY),
        ("الثلاثاء ٥ مارس ٢٠٢٤ 9:30 م", EVENING),
        ("5 مارس 2024", DAY),
        ("5 במרץ 2024", DAY),
        ("5 Μαρτίου 2024, 9:30 μ.μ.", EVENING),
        ("5 березня 2024, 21:30", EVENING),
        ("5 сакавіка 2024", DAY),
        ("5 март 2024 г., 21:30 ч.", EVENING),
        ("5. března 2024", DAY),
        ("5. marca 2024", DAY),
        ("2024. március 5. 21:30", EVENING),
        ("2024 m. kovo 5 d.", DAY),
        ("2024. gada 5. martā", DAY),
        ("5. maaliskuuta 2024 klo 21.30", EVENING),
        ("5. märts 2024", DAY),
        ("5. mars 2024 kl. 21:30", EVENING),
        ("5 mars 2024 à 21 h 30", EVENING),
        ("5. ožujka 2024", DAY),
        ("5. mart 2024", DAY),
        ("5 martie 2024", DAY),
        ("5 de març del 2024", DAY),
        ("5 Mart 2024 Salı 21:30", EVENING),
        ("5 mart 2024", DAY),
        ("令和6年3月5日", DAY),
        ("民國113年3月5日", DAY),
        ("2024年3月5日 下午9:30", EVENING),
        ("2024年3月5日 午後9時30分", EVENING),
        ("2024년 3월 5일 오후 9시 30분", EVENING),
        ("2024年3月5日 午後9時5分", "2024-03-05T21:05:00"),
        ("2024년 3월 5일 오전 12시 5분", "2024-03-05T00:05:00"),
        ("5 مارس/آذار 2024", DAY),
        ("5 آذار/مارس 2024", DAY),
        ("5 مارس (آذار) 2024 - 21:30", EVENING),
        ("الثلاثاء، ٥ مارس، ٢٠٢٤", DAY),
        ("05 مارس ,2024: 09:30 م", EVENING),
        ("5 دجنبر 2024", "2024-12-05"),
        ("5 غشت 2024", "2024-08-05"),
        ("5 جانفي 2024", "2024-01-05"),
        ("5 كانون الاول 2024", "2024-12-05"),
        ("۵ مارس ۲۰۲۴", DAY),
        ("۵ ژانویه ۲۰۲۴", "2024-01-05"),
        ("۵ مه ۲۰۲۴", "2024-05-05"),
        ("۱۴ ارديبهشت ۱۴۰۳", "2024-05-03"),
        ("۱۴ ثور ۱۴۰۳", "2024-05-03"),
        ("۱۵ اسفند ۱۴۰۲ ۹:۳۰ ب.ظ", EVENING),
        ("۱۵ اسفند ۱۴۰۲ ۹:۳۰ ق.ظ", "2024-03-05T09:30:00"),
        ("5 फ़रवरी 2024", "2024-02-05"),
        ("5 अक्तूबर 2024", "2024-10-05"),
        ("5 ARALIK 2024 21:30", "2024-12-05T21:30:00"),
        ("5 Kasim 2024", "2024-11-05"),
        ("5 листоп. 2024", "2024-11-05"),
        ("5. Jän. 2024", "2024-01-05"),
        ("05/mar/2024", DAY),
        ("Tue Mar  5 21:30:00 2024", EVENING),
        ("Tue Mar 05 21:30:00 EST 2024", EVENING + "-05:00"),
        ("Tue Mar 05 21:30:00 +0000 2024", EVENING + "+00:00"),
        ("HealthMARCH 5, 2024Updated: April 2, 2024", DAY),
        ("05.03.24, 21:30 Uhr", EVENING),
        ("5 mar. 2024 9:30 p. m.", EVENING),
        ("28.09.1912:11", "2019-09-28T12:11:00"),
        ("March 5, 2024, 2.15 min read", DAY),
    ],
)
def test_languages(text: str, iso: str | None) -> None:
    assert read_date(text, order="dmy") == iso


@pytest.mark.parametrize(
    ("text", "country", "offset"),
    [
        ("5 March 2024 21:30 GMT+3", None, "+03:00"),
        ("5 March 2024 21:30 (UTC+5:30)", None, "+05:30"),
        ("5 марта 2024, 21:30 МСК", None, "+03:00"),
        ("5 March 2024 21:30 IST", None, "+05:30"),
        ("5 March 2024 21:30 IST", "in", "+05:30"),
        ("5 March 2024 21:30 IST", "il", "+02:00"),
        ("5 March 2024 21:30 IST", "ie", "+00:00"),
        ("2024-03-05 21:30 CST", "cn", "+08:00"),
        ("March 5, 2024 9:30 PM CST", None, "-06:00"),
        ("March 5, 2024 at 9:30 p.m. ET", None, "-05:00"),
        ("July 5, 2024 at 9:30 p.m. ET", None, "-04:00"),
        ("5. März 2024, 21:30 Uhr MEZ", None, "+01:00"),
        ("5 March 2024 21:30 GMT+99", None, ""),
        ("5 March 2024 21:30 +0200", None, "+02:00"),
        ("5 March 2024 21:30 (-05:00)", None, "-05:00"),
        ("5 March 2024 21:30 - 5 min read", None, ""),
        ("5 March 2024 at 9:30 pm - 3 comments", None, ""),
        ("5 March 2024, 21:30-01:00", None, ""),
        ("05.03.2024 - 21:30 - 1 Bild", None, ""),
        ("5 March 2024 21:30 is late", None, ""),
    ],
)
def test_zones(text: str, country: str | None, offset: str) -> None:
    day = "2024-07-05" if "July" in text else DAY
    assert dates_in(text, Place(order="dmy", country=country))[0].value == f"{day}T21:30:00{offset}"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("28. Juli 201914. Januar 2020 | Ada Lind", ["2019-07-28", "2020-01-14"]),
        ("Posted on28. Juli 201928. Juli 2019", ["2019-07-28", "2019-07-28"]),
        ("5 mai 201912 mai 2020", ["2019-05-05", "2020-05-12"]),
        ("July 28, 2019January 4, 2020", ["2019-07-28", "2020-01-04"]),
        ("13 March 20265 min read", ["2026-03-13"]),
    ],
)
def test_dates_of_elements_without_a_space_between(text: str, days: list[str]) -> None:
    assert [one.value[:10] for one in dates_in(text)] == days


def test_all_dates_of_a_line_in_its_order() -> None:
    found = dates_in("Posted 5 March 2024, updated 2024-03-07T09:00:00Z, expires 09/04/2024", Place(order="dmy"))
    assert [one.value for one in found] == [DAY, "2024-03-07T09:00:00+00:00", "2024-04-09"]
    assert [one.other for one in found] == [None, None, "2024-09-04"]
    assert [one.start for one in found] == [7, 29, 59]


FIRST, SECOND = "2024-03-05T21:30:00", "2024-03-07T08:15:00"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("21:30, 5 MAR 2024 UPDATED 08:15, 7 MAR 2024", [FIRST, SECOND]),
        ("Published: 21:30, 5 March 2024 | Updated: 08:15, 7 March 2024", [FIRST, SECOND]),
        ("Published 9:30 PM, Tue March 5, 2024 Updated 8:15 AM, Thu March 7, 2024", [FIRST, SECOND]),
        ("Published 5 March 2024 21:30. Updated 7 March 2024 08:15", [FIRST, SECOND]),
        ("5 March 2024 21:30 Updated 7 March 2024", [FIRST, "2024-03-07"]),
        ("21:30, 5 March 2024. Updated 7 March 2024", [FIRST, "2024-03-07"]),
        # A time before the first date that is none of its own.
        ("Opens 06:00 | 5 March 2024, 21:30 Uhr - aktualisiert 7 March 2024", [FIRST, "2024-03-07"]),
        ("Opens 06:00 | 5 March 2024, 21:30 | 7 March 2024, 08:15", [FIRST, SECOND]),
    ],
)
def test_times_before_their_dates_and_behind_them(text: str, values: list[str]) -> None:
    assert [one.value for one in dates_in(text)] == values


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "3 hours ago",
        "vor 2 Tagen",
        "il y a 3 jours",
        "3 days ago",
        "12:30",
        "chapter 5, verse 12",
        "v1.2.3",
        "1/2",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert dates_in(text) == ()
