"""The template after the redesign: other boxes, and photos whose captions only a script would show."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from crawler.demo.paper.frame import NAME, Sheet, day_and_time, framed, json_ld, meta
from crawler.demo.paper.furniture import bylines
from crawler.demo.paper.parts import body_of, img

if TYPE_CHECKING:
    from crawler.demo.paper.story import Story


def redesigned(story: Story, base_url: str) -> str:
    """Return the page of *story*."""
    lead = _bare(story, 1) if story.photos else ""
    time = f'<time datetime="{story.published.isoformat()}">{day_and_time(story.published)}</time>'
    content = f"""<div class="piece-page">
<div class="piece-head"><div class="piece-title"><h1>{escape(story.headline)}</h1></div>
<p class="piece-intro">{escape(story.standfirst)}</p>
<p class="piece-by">{bylines(story)} {time}</p>
</div>
{lead}<section class="piece"><div class="piece-flow">
{"".join(body_of(story, _bare))}</div></section>
</div>"""
    address = base_url + story.path
    data = {
        "@type": "NewsArticle",
        "headline": story.headline,
        "datePublished": story.published.isoformat(),
        "dateModified": story.changed_at.isoformat(),
        "author": [{"@type": "Person", "name": name} for name in story.authors],
        "publisher": {"@type": "NewsMediaOrganization", "name": NAME},
        "articleSection": story.breadcrumb[-1],
    }
    head = f'<link rel="canonical" href="{address}">\n' + meta([("og:type", "article"), ("og:title", story.headline)])
    return framed(
        Sheet(
            title=story.headline,
            content=content,
            head=head + json_ld(data),
            kind="piece-page",
            language=story.language,
            direction=story.direction,
            here=story.home.key,
        )
    )


def _bare(story: Story, number: int) -> str:
    return f'<div class="piece-picture">{img(story.photos[number - 1])}</div>\n'
