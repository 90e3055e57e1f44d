"""The standfirst: the summary that is printed between headline and text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.metadata.facts import first_fact
from pipelines.metadata.headline import like

if TYPE_CHECKING:
    from crawler.page import Block, Draft
    from pipelines.metadata.facts import Told

NEAR_BLOCKS = 14
LEAST_WORDS, MOST_WORDS = 6, 120

_NAMES = re.compile(
    r"standfirst|stand-first|led(?<!\wled)e?\b|lead(?!er|ing|s?-)|summary|intro(?!duc\w+-nav)|de(?<!\wde)c?k\b|chapo|"
    r"vorspann|sapo|ingress|sub-?title|"
    r"sub-?head|excerpt|abstract|strapline|bajada|copete|entradilla|sottotitolo|occhiello|catenaccio|subtitulo|linha-?fina|preamble|"
    r"article-?description|teaser-?text"
)
"""In lower case: a pattern that ignores case is searched for four times as slowly."""
_LEADS_ON = re.compile(
    r"(?:^|[\s.…])(?:mehr(?: lesen)?|weiterlesen|(?:read |learn )?more|lire la suite|en savoir plus|leer más|"
    r"leia mais|saiba mais|leggi tutto|lees meer|les mer|læs mere|läs mer|czytaj więcej|читать далее|читати далі|"
    r"devamını oku)[\s.…»›>]*\Z",
    re.IGNORECASE,
)
"""How a teaser of another story ends, in a link to it."""
_CODE = re.compile(r"\bfunction\s?\(|[;{]\s?var\s")


def standfirst_of(draft: Draft, told: Told, headline_at: int | None) -> Draft:
    """Return *draft* with its standfirst, where the page prints one in an element of its own."""
    if draft.article.standfirst is not None:
        return draft
    page = draft.page
    if page.template.standfirst:
        blocks, source = page.blocks_within(*page.select(page.template.standfirst)), "template"
    else:
        blocks, source = _printed(draft, told, headline_at), "printed"
    if not blocks:
        return draft
    text = " ".join(block.text for block in blocks)
    return (
        draft.claim((block.index for block in blocks), "standfirst")
        .with_article(standfirst=text)
        .sourced(standfirst=source)
    )


def _printed(draft: Draft, told: Told, headline_at: int | None) -> list[Block]:
    if headline_at is None:
        return []
    page = draft.page
    described = [value for name in ("description", "og:description") for value in page.meta.get(name, ())]
    summary = first_fact(told.articles, "description", "alternativeHeadline")
    described += [summary] if summary else []
    for block in page.blocks[headline_at + 1 : headline_at + 1 + NEAR_BLOCKS]:
        if block.index in draft.claimed or not LEAST_WORDS <= block.words <= MOST_WORDS or block.link_density > 0.5:
            continue
        if _CODE.search(block.text) or (block.anchors and _LEADS_ON.search(block.text)):
            continue
        if _is_named(block):
            return [block]
        if block.tag in {"h2", "h3", "h4"} and any(like(block.text, text) > 0.7 for text in described):
            return [block]
    return []


def _is_named(block: Block) -> bool:
    """Whether the block or one of the two elements above it is called a standfirst."""
    element = block.element
    for _ in range(3):
        marks = f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('id') or ''}"
        if _NAMES.search(marks[:300].lower()):
            return True
        above = element.getparent()
        if above is None or above.tag in {"body", "main", "article"}:
            return False
        element = above
    return False
