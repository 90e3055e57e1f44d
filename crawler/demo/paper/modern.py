"""The newer templates of an article: the usual one, the live page and the gallery."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from crawler.demo.paper.frame import NAME, Sheet, day_and_time, framed, json_ld, meta
from crawler.demo.paper.furniture import (
    author_box,
    bylines,
    comment_thread,
    most_read,
    newsletter_box,
    related_box,
    share_bar,
)
from crawler.demo.paper.parts import address_list, body_of, figure, media_path, names_large
from crawler.demo.paper.pictures import LARGE, SMALL

if TYPE_CHECKING:
    from datetime import datetime

    from crawler.demo.paper.story import Story


def modern(story: Story, base_url: str) -> str:
    """Return the page of *story*: JSON-LD, figures, a box of links in the middle of the text."""
    blocks = body_of(story, figure)
    blocks.insert(2, related_box(story))
    lead = figure(story, 1) if story.photos and story.role_of(1) == "lead" else ""
    content = f"""<article class="story">
{_opening(story, base_url)}{lead}<div class="story-body">
{"".join(blocks)}</div>
{address_list(story.addresses)}{_closing(story)}</article>
{most_read()}"""
    data = _news(story, base_url, "NewsArticle")
    return framed(_sheet(story, base_url, content=content, data=[data, _crumbs(story, base_url)]))


def live(story: Story, base_url: str) -> str:
    """Return the page of *story* as entries under their times, the newest first."""
    opened = False
    parts = []
    for part in body_of(story, figure):
        if part.startswith("<h2>"):
            clock, _, rest = part.removeprefix("<h2>").partition(" ")
            parts.append(f'{"</section>" if opened else ""}<section class="entry">\n<h2><time>{clock}</time> {rest}')
            opened = True
        else:
            parts.append(part)
    content = f"""<article class="story live">
{_opening(story, base_url)}<div class="entries">
{"".join(parts)}</section></div>
{_closing(story)}</article>
{most_read()}"""
    data = _news(story, base_url, "LiveBlogPosting")
    data["coverageStartTime"] = story.published.isoformat()
    data["coverageEndTime"] = story.changed_at.isoformat()
    return framed(_sheet(story, base_url, content=content, data=[data]))


def gallery(story: Story, base_url: str) -> str:
    """Return the page of *story*: a short text and a list of pictures. It has meta tags, but no JSON-LD."""
    pictures = "".join(f"<li>{figure(story, number)}</li>\n" for number in range(1, len(story.photos) + 1))
    content = f"""<article class="story gallery-page">
{_opening(story, base_url)}<div class="story-body">
{"".join(body_of(story, figure))}</div>
<ul class="gallery">
{pictures}</ul>
{related_box(story)}{_closing(story)}</article>"""
    return framed(_sheet(story, base_url, content=content, data=[]))


def _opening(story: Story, base_url: str) -> str:
    standfirst = f'<p class="standfirst">{escape(story.standfirst)}</p>\n' if story.standfirst else ""
    times = _time(story.published, story.language)
    if story.modified:
        times += f" · Updated {_time(story.modified, story.language)}"
    return f"""<nav class="crumbs" aria-label="Breadcrumb"><ol><li><a href="/">Home</a></li>\
<li><a href="/{story.home.key}">{escape(story.breadcrumb[-1])}</a></li></ol></nav>
<header>
<h1>{escape(story.headline)}</h1>
{standfirst}<p class="byline">{bylines(story)}</p>
<p class="dates">{times}</p>
</header>
{share_bar(story, base_url)}"""


def _time(at: datetime, language: str) -> str:
    return f'<time datetime="{at.isoformat()}"><span dir="ltr">{day_and_time(at, language)}</span></time>'


def _closing(story: Story) -> str:
    topics = "".join(f"<li>{escape(topic)}</li>" for topic in story.topics)
    return (
        f'<ul class="topics" aria-label="Topics">{topics}</ul>\n'
        f"{author_box(story)}{newsletter_box()}{comment_thread(story)}"
    )


def _sheet(story: Story, base_url: str, *, content: str, data: list[dict[str, Any]]) -> Sheet:
    """Return the sheet with the meta tags of an article; *data* are its JSON-LD objects."""
    address = base_url + story.path
    preview = base_url + media_path(story.photos[0].file, SMALL) if _has_preview(story) else ""
    tags = [
        ("description", story.teaser),
        ("author", "" if data else ", ".join(story.authors)),
        ("keywords", ", ".join(story.topics)),
        ("og:type", "article"),
        ("og:site_name", NAME),
        ("og:title", story.headline),
        ("og:url", address),
        ("og:image", preview),
        ("article:published_time", story.published.isoformat()),
        ("article:modified_time", story.modified.isoformat() if story.modified else ""),
        ("article:section", story.breadcrumb[-1]),
    ]
    head = f'<link rel="canonical" href="{address}">\n' + meta(tags) + "".join(json_ld(value) for value in data)
    return Sheet(
        title=story.headline,
        content=content,
        head=head,
        kind=f"article t-{story.template}",
        language=story.language,
        direction=story.direction,
        here=story.home.key,
    )


def _news(story: Story, base_url: str, kind: str) -> dict[str, Any]:
    address = base_url + story.path
    data: dict[str, Any] = {
        "@type": kind,
        "mainEntityOfPage": {"@type": "WebPage", "@id": address},
        "headline": story.headline,
        "description": story.standfirst,
        "datePublished": story.published.isoformat(),
        "dateModified": story.changed_at.isoformat(),
        "author": [{"@type": "Person", "name": name} for name in story.authors],
        "publisher": {"@type": "NewsMediaOrganization", "name": NAME, "url": base_url + "/"},
        "articleSection": story.breadcrumb[-1],
        "keywords": list(story.topics),
        "inLanguage": story.language,
        "isAccessibleForFree": True,
    }
    if _has_preview(story):
        width = LARGE if names_large(story, 1) else SMALL
        data["image"] = [base_url + media_path(story.photos[0].file, width)]
    return data


def _has_preview(story: Story) -> bool:
    """A picture that stands further down stands for nothing but its place."""
    return bool(story.photos) and story.role_of(1) != "inline"


def _crumbs(story: Story, base_url: str) -> dict[str, Any]:
    steps = [("Home", "/"), (story.breadcrumb[-1], f"/{story.home.key}")]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": base_url + path}
            for place, (name, path) in enumerate(steps, start=1)
        ],
    }
