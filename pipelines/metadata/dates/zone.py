"""By whose clock a page tells the time: its country's, or that of its language where all who speak it have one."""

from __future__ import annotations

from crawler.page.dates.zones import ZONE_OF

_LANGUAGES = """
de:Europe/Berlin it:Europe/Rome pl:Europe/Warsaw sv:Europe/Stockholm da:Europe/Copenhagen nb:Europe/Oslo no:Europe/Oslo
nn:Europe/Oslo nl:Europe/Amsterdam fy:Europe/Amsterdam fi:Europe/Helsinki cs:Europe/Prague sk:Europe/Bratislava
hu:Europe/Budapest ro:Europe/Bucharest bg:Europe/Sofia el:Europe/Athens tr:Europe/Istanbul uk:Europe/Kyiv
be:Europe/Minsk lt:Europe/Vilnius lv:Europe/Riga et:Europe/Tallinn sl:Europe/Ljubljana hr:Europe/Zagreb
bs:Europe/Sarajevo sr:Europe/Belgrade mk:Europe/Skopje sq:Europe/Tirane mt:Europe/Malta lb:Europe/Luxembourg
is:Atlantic/Reykjavik fo:Atlantic/Faroe ga:Europe/Dublin cy:Europe/London gd:Europe/London fr:Europe/Paris
br:Europe/Paris oc:Europe/Paris co:Europe/Paris rm:Europe/Zurich eu:Europe/Madrid ca:Europe/Madrid gl:Europe/Madrid
kl:America/Nuuk ht:America/Port-au-Prince gn:America/Asuncion
hy:Asia/Yerevan ka:Asia/Tbilisi az:Asia/Baku kk:Asia/Almaty ky:Asia/Bishkek uz:Asia/Tashkent tg:Asia/Dushanbe
tk:Asia/Ashgabat tt:Europe/Moscow ba:Asia/Yekaterinburg mn:Asia/Ulaanbaatar
he:Asia/Jerusalem fa:Asia/Tehran prs:Asia/Kabul ckb:Asia/Baghdad kmr:Europe/Istanbul ku:Europe/Istanbul sd:Asia/Karachi
hi:Asia/Kolkata mr:Asia/Kolkata gu:Asia/Kolkata pa:Asia/Kolkata or:Asia/Kolkata as:Asia/Kolkata te:Asia/Kolkata
kn:Asia/Kolkata ml:Asia/Kolkata ta:Asia/Kolkata bn:Asia/Dhaka ne:Asia/Kathmandu si:Asia/Colombo dv:Indian/Maldives
dz:Asia/Thimphu my:Asia/Yangon th:Asia/Bangkok lo:Asia/Vientiane km:Asia/Phnom_Penh vi:Asia/Ho_Chi_Minh
ms:Asia/Kuala_Lumpur fil:Asia/Manila tl:Asia/Manila ceb:Asia/Manila ja:Asia/Tokyo ko:Asia/Seoul zh:Asia/Shanghai
am:Africa/Addis_Ababa ti:Africa/Asmara om:Africa/Addis_Ababa so:Africa/Mogadishu sw:Africa/Nairobi lg:Africa/Kampala
rw:Africa/Kigali rn:Africa/Bujumbura mg:Indian/Antananarivo ha:Africa/Lagos yo:Africa/Lagos ig:Africa/Lagos
wo:Africa/Dakar ln:Africa/Kinshasa sn:Africa/Harare nd:Africa/Harare ny:Africa/Blantyre af:Africa/Johannesburg
zu:Africa/Johannesburg xh:Africa/Johannesburg st:Africa/Johannesburg tn:Africa/Johannesburg nso:Africa/Johannesburg
ts:Africa/Johannesburg ve:Africa/Johannesburg mi:Pacific/Auckland sm:Pacific/Apia to:Pacific/Tongatapu fj:Pacific/Fiji
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
