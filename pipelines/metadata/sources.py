"""Names of the sources that give metadata, as `Article.sources` has them: a closed list (docs/reading.md)."""

from __future__ import annotations

NAMES = frozenset(
    [
        "template",
        "h1",
        "heading",
        "title",
        "printed",
        "time",
        "url",
        "script",
        "class",
        "link",
        "link:canonical",
        "rel:author",
        "itemprop:author",
        "breadcrumb",
        "detected",
        "html:lang",
        "http:content-language",
    ]
)
FAMILIES = ("json-ld:", "meta:")
"""Behind these stands the name of a property or of a <meta>."""


def is_source(name: str) -> bool:
    """Return whether *name* is on the list.

    >>> is_source("h1"), is_source("json-ld:headline"), is_source("json-ld:"), is_source("guess")
    (True, True, False, False)
    """
    return name in NAMES or any(name.startswith(family) and name != family for family in FAMILIES)
