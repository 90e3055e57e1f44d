"""By whose clock a page tells the time: its country's, or that of its language where all who speak it have one."""

from __future__ import annotations

from crawler.page.dates.zones import ZONE_OF

_LANGUAGES = """
de:Europe/Berlin it:Europe/Rome pl:Europe/Warsaw sv:Europe/Stockholm da:Europe/Copenhagen nb:Europe/Oslo no:Europe/Oslo
nl:Europe/Amsterdam fi:Europe/Helsinki cs:Europe/Prague hu:Europe/Budapest ro:Europe/Bucharest bg:Europe/Sofia
el:Europe/Athens tr:Europe/Istanbul uk:Europe/Kyiv he:Asia/Jerusalem fa:Asia/Tehran ja:Asia/Tokyo ko:Asia/Seoul
vi:Asia/Ho_Chi_Minh th:Asia/Bangkok fr:Europe/Paris lt:Europe/Vilnius lv:Europe/Riga et:Europe/Tallinn
hi:Asia/Kolkata bn:Asia/Dhaka zh:Asia/Shanghai
"""
ZONE_OF_LANGUAGE = dict(pair.split(":", 1) for pair in _LANGUAGES.split())
"""IANA zone in which most pages in a language are written."""
OF_SEVERAL_CLOCKS = frozenset({"fr", "bn"})
"""Languages of those in which news are written by several clocks."""
REGIONS_TAKEN_FOR_GRANTED = frozenset({"en-GB", "fr-FR", "es-ES", "ar-AE", "ar-SA", "ar-EG"})
"""What programs put in where nobody has said in which country a page is written."""


def likeliest_zone(country: str | None, language: str | None) -> str | None:
    """Return the IANA zone in which a page of *country*, else in *language*, was most likely written."""
    return ZONE_OF.get(country or "") or ZONE_OF_LANGUAGE.get((language or "").partition("-")[0])


def zone_of_language(language: str | None) -> str | None:
    """Return the IANA zone of the region that *language* names, or of all who write in it; None where clocks differ.

    >>> zone_of_language("es-AR"), zone_of_language("fa"), zone_of_language("en"), zone_of_language("fr-FR")
    ('America/Argentina/Buenos_Aires', 'Asia/Tehran', None, None)
    """
    name, _, region = (language or "").partition("-")
    if len(region) == 2 and language not in REGIONS_TAKEN_FOR_GRANTED and region.lower() in ZONE_OF:
        return ZONE_OF[region.lower()]
    return None if name in OF_SEVERAL_CLOCKS else ZONE_OF_LANGUAGE.get(name)
