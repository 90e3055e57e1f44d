"""The step that fills all fields but text, photos and mirrors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.page.language import language_of
from crawler.url import resolve
from pipelines.metadata.authors import authors_of, clean_names, printed_bylines
from pipelines.metadata.dates import DateReader, dated_blocks, modified, published
from pipelines.metadata.facts import article_facts, first_fact
from pipelines.metadata.headline import Likeness, headline_of
from pipelines.metadata.section import section_of
from pipelines.metadata.standfirst import standfirst_of
from pipelines.metadata.topics import paywalled_of, topics_of

if TYPE_CHECKING:
    from crawler.page import Draft, Page


def read_metadata(draft: Draft) -> Draft:
    """Return *draft* with what the page says about its article; a field that is filled stays as it is."""
    page, article = draft.page, draft.article
    facts = article_facts(page)
    template = page.template
    headline = article.headline or _selected(page, template.headline) or headline_of(page, article.outlet)
    at = headline_block(page, headline)
    if at is not None:
        draft = draft.claim([at], "headline")
    language = article.language or language_of(page, declared=first_fact(facts, "inLanguage"))
    reader = DateReader(page, language)
    selected = _selected_date(page, template.published, reader)
    found: dict[str, Any] = {
        "headline": headline,
        "canonical_url": article.canonical_url or canonical_of(page),
        "language": language,
        "section": article.section or section_of(page, at),
        "authors": article.authors or clean_names(_all_selected(page, template.authors)) or authors_of(page, at),
        "published_at": article.published_at or selected or published(page, reader, at),
        "modified_at": article.modified_at or modified(page, reader),
        "topics": article.topics or topics_of(page),
        "paywalled": article.paywalled if article.paywalled is not None else paywalled_of(page),
    }
    draft = _claim_lines(draft.with_article(**found), at, reader)
    draft = standfirst_of(draft, at)
    return _noted(draft, reader)


def _noted(draft: Draft, reader: DateReader) -> Draft:
    """Return *draft* with notes on what was odd about the page, what is missing and what is doubtful."""
    for text in draft.page.notes:
        draft = draft.note(text)
    for name in ("headline", "published_at", "language"):
        if not getattr(draft.article, name):
            draft = draft.note(f"no {name} found")
    if draft.article.published_at in reader.doubtful:
        draft = draft.note("published_at: day and month may be the other way round")
    return draft


def headline_block(page: Page, headline: str | None) -> int | None:
    """Return the index of the block that prints the headline; an <h1> before others."""
    if not headline:
        return None
    best, best_score = None, 0.6
    likeness = Likeness(headline)
    for block in page.blocks:
        if abs(len(block.text) - len(headline)) > max(len(headline), 20):
            continue
        score = likeness.of(block.text, 0.6)
        if score:
            score += 0.5 if "/h1" in block.path[-20:] else 0.1 if block.tag in {"h2", "h3"} else 0.0
            score -= 0.3 if block.link_density > 0.8 else 0.0
        if score > best_score:
            best, best_score = block.index, score
    return best


def canonical_of(page: Page) -> str | None:
    """Return the address the page calls its own."""
    for element in page.tree.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split():
            url = resolve(page.base_url, element.get("href") or "")
            if url is not None:
                return url
    for value in page.meta.get("og:url", ()):
        url = resolve(page.base_url, value)
        if url is not None:
            return url
    return None


def _claim_lines(draft: Draft, at: int | None, reader: DateReader) -> Draft:
    """Claim the printed byline and the printed date near the headline."""
    if at is None:
        return draft
    authors = {name.casefold() for name in draft.article.authors}
    near = draft.page.blocks[max(0, at - 4) : at + 14]
    bylines = [
        block.index
        for block in near
        if block.words <= 16
        and any(name in block.text.casefold() and len(block.text) < len(name) + 60 for name in authors)
    ]
    bylines += [block.index for block in printed_bylines(draft.page, at)]
    draft = draft.claim(bylines, "byline")
    dates = [b.index for b in dated_blocks(draft.page, at) if b.words <= 14 and reader.printed(b.text) is not None]
    return draft.claim(dates, "date")


def _selected(page: Page, selector: str | None) -> str | None:
    return next(iter(_all_selected(page, selector)), None)


def _all_selected(page: Page, selector: str | None) -> list[str]:
    """Return the texts, or ``content``, of what *selector* finds."""
    if not selector:
        return []
    texts = [
        " ".join((element.get("content") or "".join(element.itertext())).split()) for element in page.select(selector)
    ]
    return [text for text in texts if text]


def _selected_date(page: Page, selector: str | None, reader: DateReader) -> str | None:
    for element in page.select(selector) if selector else []:
        for text in (element.get("datetime"), element.get("content"), " ".join(element.itertext())):
            value = reader.machine(" ".join(text.split())) if text else None
            if value is not None:
                return value
    return None
