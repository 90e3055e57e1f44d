from __future__ import annotations

import pytest

from crawler.page.dates import any_date, read_date

EVENING = "2024-03-05T21:30:00"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024-03-05T21:30:00.000Z", EVENING + "+00:00"),
        ("2024-03-05 21:30:00 +0530", EVENING + "+05:30"),
        ("20240305T213000Z", EVENING + "+00:00"),
        ("Tue, 05 Mar 2024 21:30:00 GMT", EVENING + "+00:00"),
        ("2024-03-05", "2024-03-05"),
        ("March 5th, 2024", "2024-03-05"),
        ("Updated 9:30 PM EST, Tue March 5, 2024", EVENING + "-05:00"),
        ("am 05.03.2024 um 21:30 Uhr", EVENING),
        ("5. März 2024", "2024-03-05"),
        ("le 5 mars 2024 à 21h30", EVENING),
        ("1er février 2024", "2024-02-01"),
        ("5 de marzo de 2024", "2024-03-05"),
        ("5 de março de 2024, 21:30", EVENING),
        ("5 marzo 2024", "2024-03-05"),
        ("5 maart 2024", "2024-03-05"),
        ("5 Mart 2024 - 21:30", EVENING),
        ("5 марта 2024, 21:30", EVENING),
        ("5 березня 2024", "2024-03-05"),
        ("5 marca 2024", "2024-03-05"),
        ("5 مارس 2024", "2024-03-05"),
        ("۱۵ اسفند ۱۴۰۲ - ۲۱:۳۰", EVENING),
        ("1402/12/15", "2024-03-05"),
        ("2024年3月5日 21时30分", EVENING),
        ("2024年3月5日", "2024-03-05"),
        ("2024년 3월 5일 오후 9:30", EVENING),
        ("2024. 3. 5. 오후 9:30", EVENING),
        ("5 tháng 1", None),
        ("31 February 2024", None),
        ("2024-13-45", None),
        ("no date at all", None),
        ("", None),
        (None, None),
    ],
)
def test_printed_and_machine_dates(text: str | None, iso: str | None) -> None:
    assert read_date(text) == iso


def test_numeric_dates_need_an_order_only_where_they_could_be_either() -> None:
    assert read_date("03/05/2024") is None
    assert read_date("03/05/2024", order="mdy") == "2024-03-05"
    assert read_date("03/05/2024", order="dmy") == "2024-05-03"
    assert read_date("25/03/2024", order="mdy") == "2024-03-25"
    assert read_date("03/25/2024", order="dmy") == "2024-03-25"
    assert read_date("05.03.2024", order="mdy") == "2024-03-05"


def test_zone_of_the_site_is_added_where_none_is_printed() -> None:
    assert read_date("5 March 2024 21:30", zone="Asia/Tehran") == EVENING + "+03:30"
    assert read_date("5 March 2024 21:30 GMT", zone="Asia/Tehran") == EVENING + "+00:00"
    assert read_date("5 March 2024", zone="Asia/Tehran") == "2024-03-05"
    assert read_date("5 March 2024 21:30", zone="No/Where") == EVENING


def test_seconds_since_1970() -> None:
    assert any_date("1709674200000") == EVENING + "+00:00"
