"""The step that fills all fields but text, photos and mirrors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crawler.page.block import count_words
from crawler.page.language import language_of
from crawler.url import resolve
from pipelines.metadata.authors import authors_of, clean_names, printed_byline
from pipelines.metadata.dates import DateReader, dated_blocks, modified, published
from pipelines.metadata.facts import Told, first_fact
from pipelines.metadata.headline import SOFT_HYPHEN, Likeness, headline_of
from pipelines.metadata.places import Places
from pipelines.metadata.section import section_of
from pipelines.metadata.standfirst import standfirst_of
from pipelines.metadata.topics import paywalled_of, topics_of

if TYPE_CHECKING:
    from crawler.model import Article
    from crawler.page import Block, Draft, Page

MOST_LINKED = 0.5
"""A title with more of its letters in links leads to the story."""
MOST_WORDS_BESIDE = 6
"""So many words has each line beside a headline that shares its element with the byline and the date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What the fields have in common: the headline and its place, the language, the reader of dates."""

    headline: str | None
    headline_source: str | None
    at: int | None
    """Index of the block that prints the headline."""
    language: str | None
    language_source: str | None
    reader: DateReader
    top: Places
    """Places while the headline is not known."""
    places: Places


LONGEST_BESIDE_NAMES_CHARS = 32
"""So much may stand in a signature besides the names."""


def read_metadata(draft: Draft) -> Draft:
    """Return *draft* with what the page says about its article; a field that is filled stays as it is."""
    told = Told(draft.page, draft.article.outlet)
    found = opened(told, draft.article)
    if found.at is not None:
        draft = draft.claim([found.at], "headline")
    values, sources = _fields(draft, told, found)
    given = {name for name in values if getattr(draft.article, name) not in (None, [])}
    draft = draft.sourced(**{name: source for name, source in sources.items() if name not in given})
    draft = draft.with_article(**{name: value for name, value in values.items() if name not in given})
    draft = _claim_lines(draft, told, found)
    draft = standfirst_of(draft, told, found.at)
    return _noted(draft, found.reader)


def opened(told: Told, article: Article | None = None) -> Opened:
    """Return what all fields need; what *article* knows already holds."""
    page = told.page
    top = Places(page, None)
    headline, source = article.headline if article else None, None
    if headline is None:
        headline, source = _selected(page, page.template.headline), "template"
    if headline is None:
        witness = headline_of(told, top)
        headline, source = (witness.text, witness.source) if witness else (None, None)
    at = headline_block(page, headline)
    language, language_source = article.language if article else None, None
    if language is None:
        language, language_source = language_of(page, declared=first_fact(told.articles, "inLanguage"))
    return Opened(
        headline=headline,
        headline_source=source,
        at=at,
        language=language,
        language_source=language_source,
        reader=DateReader(told, language),
        top=top,
        places=Places(page, at),
    )


def _fields(draft: Draft, told: Told, found: Opened) -> tuple[dict[str, Any], dict[str, str | None]]:
    """Return the fields' values and their sources; those that the article has already are not worked out."""
    page, article = draft.page, draft.article
    canonical, canonical_source = canonical_of(page)
    section, section_source = section_of(told, found.at)
    authors = clean_names(_all_selected(page, page.template.authors))
    authors_source: str | None = "template"
    if not authors and not article.authors:
        authors, authors_source = authors_of(told, found.places)
    date = _selected_date(page, page.template.published, found.reader)
    date_source: str | None = "template"
    if date is None and article.published_at is None and (witness := published(told, found.reader, found.places)):
        date, date_source = witness.value, witness.source
    changed, changed_source = modified(told, found.reader, found.places, date) or (None, None)
    topics, topics_source = topics_of(told)
    paywalled, paywalled_source = paywalled_of(told)
    told_fields: dict[str, tuple[Any, str | None]] = {
        "headline": (found.headline, found.headline_source),
        "canonical_url": (canonical, canonical_source),
        "language": (found.language, found.language_source),
        "section": (section, section_source),
        "authors": (authors, authors_source),
        "published_at": (date, date_source),
        "modified_at": (changed, changed_source),
        "topics": (topics, topics_source),
        "paywalled": (paywalled, paywalled_source),
    }
    known = {name: pair for name, pair in told_fields.items() if pair[0] not in (None, [])}
    return {name: value for name, (value, _) in known.items()}, {name: source for name, (_, source) in known.items()}


def _noted(draft: Draft, reader: DateReader) -> Draft:
    """Return *draft* with notes on what was odd about the page, what is missing and what is doubtful."""
    for text in draft.page.notes:
        draft = draft.note(text)
    for name in ("headline", "published_at", "language"):
        if not getattr(draft.article, name):
            draft = draft.note(f"no {name} found")
    for text in reader.notes:
        draft = draft.note(text)
    if draft.article.published_at in reader.doubtful:
        draft = draft.note("published_at: day and month may be the other way round")
    return draft


def headline_block(page: Page, headline: str | None) -> int | None:
    """Return the index of the block that prints the headline; an <h1> before others."""
    if not headline:
        return None
    headings = [(b.index, b.text.replace(SOFT_HYPHEN, "")) for b in page.blocks if "/h1" in b.path[-20:]]
    exact = [index for index, text in headings if text == headline]
    # With the date or a kicker beside it.
    exact += [index for index, text in headings if headline in text and len(text) < 2 * len(headline) + 20]
    if exact:
        return exact[0]
    best, best_score = None, 0.6
    lined: list[Block] = []
    likeness = Likeness(headline)
    for block in page.blocks:
        if _is_line(headline, block):
            lined.append(block)
            continue
        if abs(len(block.text) - len(headline)) > max(len(headline), 20):
            continue
        score = likeness.of(block.text, 0.6)
        if score:
            score += 0.5 if "/h1" in block.path[-20:] else 0.1 if block.tag in {"h2", "h3"} else 0.0
            score -= 0.3 if block.link_density > 0.8 else 0.0
        if score > best_score:
            best, best_score = block.index, score
    if lined and not any(_is_alone(headline, block) for block in page.blocks[lined[0].index + 1 :]):
        return next((block for block in lined if block.tag != "li"), lined[0]).index
    return best


def _is_alone(headline: str, block: Block) -> bool:
    """Whether *block* is *headline* itself, and no item of a list of stories or of the way to this one."""
    return block.text == headline and block.tag != "li" and block.link_density <= MOST_LINKED


def _is_line(headline: str, block: Block) -> bool:
    """Whether *headline* is a line of *block* and those around it are a byline, a date and the like."""
    if len(block.lines) < 2 or headline not in block.lines:
        return False
    return all(count_words(line) <= MOST_WORDS_BESIDE for line in block.lines if line != headline)


def canonical_of(page: Page) -> tuple[str | None, str | None]:
    """Return the address the page calls its own, and what says so."""
    if page.own_address is not None:
        return page.own_address, "link:canonical"
    for value in page.meta.get("og:url", ()):
        url = resolve(page.base_url, value)
        if url is not None:
            return url, "meta:og:url"
    return None, None


def _claim_lines(draft: Draft, told: Told, found: Opened) -> Draft:
    """Claim the printed byline and the printed date near the headline, and the signature beside the text."""
    at = found.at
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
    edges = (b for b in draft.page.blocks if b.words <= 16 and b.tag != "li" and found.places.edge(b))
    bylines += [block.index for block in edges if _is_signature(block.text.casefold(), authors)]
    bylines += [block.index for block in near if block.words <= 14 and printed_byline(block)][:1]
    draft = draft.claim(bylines, "byline")
    return draft.claim([block.index for block in dated_blocks(told, found.reader, at)], "date")


def _is_signature(text: str, names: set[str]) -> bool:
    """Whether *text* has one of *names*, and besides only others, "By", a job, a place."""
    rest = text
    for name in names:
        rest = rest.replace(name, "")
    return rest != text and len(rest) <= LONGEST_BESIDE_NAMES_CHARS


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
