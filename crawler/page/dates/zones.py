"""Offsets of zone abbreviations, and the zone of countries that have one: data, no code."""

from __future__ import annotations

OFFSET_MINUTES = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 60, "west": 60, "cet": 60, "mez": 60, "cest": 120, "mesz": 120,
    "eet": 120, "eest": 180, "msk": 180, "мск": 180, "irst": 210, "ist": 330, "pkt": 300, "npt": 345, "hkt": 480,
    "sgt": 480, "myt": 480, "pht": 480, "awst": 480, "wita": 480, "jst": 540, "kst": 540, "wit": 540, "aest": 600,
    "aedt": 660, "nzst": 720, "nzdt": 780, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420,
    "mdt": -360, "pst": -480, "pdt": -420, "brt": -180, "sast": 120, "cat": 120, "wib": 420, "ict": 420, "wat": 60,
    "eat": 180, "trt": 180, "gst": 240,
}  # fmt: skip
"""Minutes ahead of UTC of what stands behind a time, where `BY_COUNTRY` does not say otherwise."""

BY_COUNTRY = {
    ("ist", "il"): "Asia/Jerusalem",
    ("ist", "ie"): "Europe/Dublin",
    ("bst", "bd"): "Asia/Dhaka",
    ("cst", "cn"): "Asia/Shanghai",
    ("cst", "tw"): "Asia/Taipei",
    ("cst", "cu"): "America/Havana",
    ("pst", "ph"): "Asia/Manila",
}
"""Abbreviations that another country uses for a zone of its own."""

NAMED = {"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles"}
"""Zones that are called the same in summer and winter."""

_COUNTRIES = """
de:Europe/Berlin at:Europe/Vienna ch:Europe/Zurich li:Europe/Vaduz fr:Europe/Paris be:Europe/Brussels
nl:Europe/Amsterdam
lu:Europe/Luxembourg it:Europe/Rome dk:Europe/Copenhagen no:Europe/Oslo se:Europe/Stockholm fi:Europe/Helsinki
pl:Europe/Warsaw cz:Europe/Prague sk:Europe/Bratislava hu:Europe/Budapest ro:Europe/Bucharest bg:Europe/Sofia
gr:Europe/Athens hr:Europe/Zagreb si:Europe/Ljubljana rs:Europe/Belgrade ba:Europe/Sarajevo mk:Europe/Skopje
al:Europe/Tirane ee:Europe/Tallinn lv:Europe/Riga lt:Europe/Vilnius uk:Europe/London ie:Europe/Dublin
is:Atlantic/Reykjavik
tr:Europe/Istanbul ua:Europe/Kyiv by:Europe/Minsk md:Europe/Chisinau mt:Europe/Malta cy:Asia/Nicosia il:Asia/Jerusalem
ir:Asia/Tehran iq:Asia/Baghdad jo:Asia/Amman lb:Asia/Beirut sy:Asia/Damascus sa:Asia/Riyadh ae:Asia/Dubai qa:Asia/Qatar
kw:Asia/Kuwait om:Asia/Muscat ye:Asia/Aden eg:Africa/Cairo tn:Africa/Tunis dz:Africa/Algiers ma:Africa/Casablanca
ly:Africa/Tripoli sd:Africa/Khartoum ng:Africa/Lagos ke:Africa/Nairobi za:Africa/Johannesburg gh:Africa/Accra
et:Africa/Addis_Ababa ug:Africa/Kampala tz:Africa/Dar_es_Salaam zw:Africa/Harare sn:Africa/Dakar ci:Africa/Abidjan
in:Asia/Kolkata pk:Asia/Karachi bd:Asia/Dhaka np:Asia/Kathmandu lk:Asia/Colombo af:Asia/Kabul az:Asia/Baku
am:Asia/Yerevan
ge:Asia/Tbilisi uz:Asia/Tashkent kg:Asia/Bishkek tj:Asia/Dushanbe cn:Asia/Shanghai hk:Asia/Hong_Kong tw:Asia/Taipei
jp:Asia/Tokyo kr:Asia/Seoul vn:Asia/Ho_Chi_Minh th:Asia/Bangkok kh:Asia/Phnom_Penh mm:Asia/Yangon my:Asia/Kuala_Lumpur
sg:Asia/Singapore ph:Asia/Manila nz:Pacific/Auckland pe:America/Lima co:America/Bogota ve:America/Caracas
bo:America/La_Paz py:America/Asuncion uy:America/Montevideo ar:America/Argentina/Buenos_Aires cr:America/Costa_Rica
gt:America/Guatemala sv:America/El_Salvador hn:America/Tegucigalpa ni:America/Managua pa:America/Panama
cu:America/Havana
me:Europe/Podgorica sm:Europe/San_Marino va:Europe/Vatican mc:Europe/Monaco ad:Europe/Andorra fo:Atlantic/Faroe
bh:Asia/Bahrain ps:Asia/Gaza kz:Asia/Almaty tm:Asia/Ashgabat mn:Asia/Ulaanbaatar bt:Asia/Thimphu mv:Indian/Maldives
la:Asia/Vientiane bn:Asia/Brunei tl:Asia/Dili mo:Asia/Macau kp:Asia/Pyongyang
er:Africa/Asmara so:Africa/Mogadishu dj:Africa/Djibouti ss:Africa/Juba rw:Africa/Kigali bi:Africa/Bujumbura
cm:Africa/Douala cg:Africa/Brazzaville td:Africa/Ndjamena ne:Africa/Niamey bj:Africa/Porto-Novo tg:Africa/Lome
bf:Africa/Ouagadougou mr:Africa/Nouakchott gm:Africa/Banjul gn:Africa/Conakry sl:Africa/Freetown lr:Africa/Monrovia
gw:Africa/Bissau cv:Atlantic/Cape_Verde ao:Africa/Luanda zm:Africa/Lusaka mw:Africa/Blantyre mz:Africa/Maputo
bw:Africa/Gaborone na:Africa/Windhoek sz:Africa/Mbabane ls:Africa/Maseru mg:Indian/Antananarivo mu:Indian/Mauritius
km:Indian/Comoro re:Indian/Reunion
do:America/Santo_Domingo ht:America/Port-au-Prince jm:America/Jamaica tt:America/Port_of_Spain bb:America/Barbados
gy:America/Guyana sr:America/Paramaribo bz:America/Belize pr:America/Puerto_Rico bs:America/Nassau aw:America/Aruba
cw:America/Curacao fj:Pacific/Fiji to:Pacific/Tongatapu sb:Pacific/Guadalcanal vu:Pacific/Efate
"""
ZONE_OF = dict(pair.split(":", 1) for pair in _COUNTRIES.split())
"""IANA zone by the country of a host name; countries with several zones are left out."""
