"""What an address alone tells: whether it may be an article, and whether it is worth asking for at all."""

from __future__ import annotations

import re
from posixpath import splitext
from urllib.parse import urlsplit

NOT_A_PAGE = re.compile(
    r"\.(?:"
    r"3gp|7z|aac|apk|avi|avif|bmp|bz2|bin|css|csv|deb|dmg|doc|docx|eot|eps|epub|exe|flac|flv|gif|gz|heic"
    r"|ico|ics|iso|jar|jpeg|jpg|js|json|m3u8|m4a|m4v|map|mid|mkv|mov|mp3|mp4|mpeg|mpg|msi|ods|odt|ogg|ogv"
    r"|opus|otf|pdf|png|ppt|pptx|ps|psd|rar|rpm|rtf|svg|swf|tar|tgz|tif|tiff|torrent|ttf|wav|webm"
    r"|webmanifest|webp|wma|wmv|woff|woff2|xls|xlsx|xz|zip"
    r")",
    re.IGNORECASE,
)
DATE_IN_PATH = re.compile(r"/(?:19|20)\d\d[/-]?(?:0?[1-9]|1[0-2]|[a-z]{3})(?:[/-]|$)", re.IGNORECASE)
LONG_NUMBER = re.compile(r"(?<!\d)\d{5,}(?!\d)")
URL_IS = re.compile(r"url\s*=\s*", re.IGNORECASE)
LIST_PART = frozenset({"tag", "tags", "topic", "topics", "author", "authors", "category", "page", "search", "archive"})


def article_like(url: str) -> bool:
    """Return whether *url* is built as addresses of articles are. Only a hint for the order of fetching.

    >>> article_like("https://news.example/2026/11/22/harbour-wall-opens")
    True
    >>> article_like("https://news.example/tag/harbour")
    False
    """
    parts = urlsplit(url)
    segments = [segment.lower() for segment in parts.path.split("/") if segment]
    if not segments or LIST_PART.intersection(segments):
        return False
    slug = splitext(segments[-1])[0]
    if slug.count("-") >= 3 or slug.count("_") >= 3:
        return True
    if DATE_IN_PATH.search(parts.path):
        # A day's or month's own page ends where its date ends; an article has a name or number after it.
        return not slug.replace("-", "").isdigit() or len(slug) >= 5
    return LONG_NUMBER.search(parts.path) is not None or bool(re.search(r"(?:^|[&?;])(?:id|p)=\d{4,}", parts.query))


def worth_asking(url: str) -> bool:
    """Return whether *url* may be a page: no image, sound, film or package.

    >>> worth_asking("https://news.example/photo.jpg"), worth_asking("https://news.example/story.html")
    (False, True)
    """
    return NOT_A_PAGE.fullmatch(splitext(urlsplit(url).path)[1]) is None


def refresh_target(content: str) -> str | None:
    """Return where ``<meta http-equiv="refresh">`` with this *content* sends its reader; None for a mere reload.

    >>> refresh_target("0; URL='/en/'"), refresh_target("300")
    ('/en/', None)
    """
    sign = ";" if ";" in content else ","
    target = content.partition(sign)[2].strip()
    named = URL_IS.match(target)
    return target[named.end() if named else 0 :].strip("'\" ") or None
