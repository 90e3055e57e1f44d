"""Pages that are no articles: the front page, lists of stories, and the few that every newspaper has.

*listed* are the stories of the newspaper, the newest first.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from crawler.demo.paper.frame import MOTTO, NAME, Sheet, day, framed, json_ld, meta
from crawler.demo.paper.furniture import DEAD_PATH, GONE_PATH, STAFF, most_read, newsletter_box, staff_path
from crawler.demo.paper.parts import img, img_in_sizes
from crawler.demo.paper.story import SECTIONS, Section, Story, of_section

if TYPE_CHECKING:
    from collections.abc import Sequence

STORIES_A_PAGE = 5
FRONT_CARDS = 6
PLACE_LINE = "Brinmouth, a harbour town that is on no map"


def front(base_url: str, listed: Sequence[Story]) -> str:
    """Return the home page: a lead story, cards, and a column for each section."""
    lead, *others = [story for story in listed if story.language == "en"]
    cards = others[:FRONT_CARDS]
    columns = "".join(_column(section, listed) for section in SECTIONS)
    content = f"""<h1 class="visually-hidden">{NAME}</h1>
<div class="front">
<section class="lead-story" aria-label="Lead story">
<a href="{lead.path}">{img_in_sizes(lead.photos[0])}</a>
<h2><a href="{lead.path}">{escape(lead.headline)}</a></h2>
<p>{escape(lead.teaser)}</p>
<p class="when">{escape(lead.home.title)} · {day(lead.published)}</p>
</section>
<section class="cards" aria-label="Latest stories">
{"".join(_card(story) for story in cards)}</section>
</div>
<div class="columns">
{columns}</div>
<div class="front-end">
{most_read()}{newsletter_box()}</div>
<p class="latest"><a href="/latest">The latest story</a></p>"""
    data = {"@type": "WebSite", "name": NAME, "url": base_url + "/", "description": MOTTO}
    head = f'<link rel="canonical" href="{base_url}/">\n' + meta([("og:type", "website"), ("og:site_name", NAME)])
    return framed(Sheet(title="Front page", content=content, head=head + json_ld(data), kind="front-page"))


def section_pages(section: Section, base_url: str, listed: Sequence[Story]) -> dict[str, str]:
    """Return the pages of the list of *section* by their paths."""
    own = of_section(section, listed)
    pages = [own[at : at + STORIES_A_PAGE] for at in range(0, len(own), STORIES_A_PAGE)]
    found = {}
    for number, chosen in enumerate(pages, start=1):
        path = list_path(section, number)
        earlier = f'<a rel="prev" href="{list_path(section, number - 1)}">Newer</a>' if number > 1 else ""
        later = f'<a rel="next" href="{list_path(section, number + 1)}">Older</a>' if number < len(pages) else ""
        content = f"""<header class="section-head">
<h1>{escape(section.title)}</h1><p>{escape(section.motto)}</p></header>
<ul class="stories">
{"".join(_row(story) for story in chosen)}</ul>
<nav class="pages" aria-label="Pages">{earlier} <span>Page {number} of {len(pages)}</span> {later}</nav>"""
        found[path] = _listing(section.title, content, base_url + path, here=section.key)
    return found


def list_path(section: Section, number: int) -> str:
    """Return the address of the page *number*, from 1, of *section*."""
    return f"/{section.key}" if number == 1 else f"/{section.key}/page/{number}"


def staff_pages(base_url: str, listed: Sequence[Story]) -> dict[str, str]:
    """Return the page of each member of the staff by its path."""
    found = {}
    for name, line in STAFF.items():
        written = [story for story in listed if name in story.authors]
        content = f"""<header class="section-head"><h1>{name}</h1><p>{line}</p></header>
<ul class="stories">
{"".join(_row(story) for story in written)}</ul>"""
        found[staff_path(name)] = _listing(name, content, base_url + staff_path(name))
    return found


def fixed_pages() -> dict[str, str]:
    """Return the pages about the newspaper itself by their paths."""
    staff = "".join(f'<li><a href="{staff_path(name)}">{name}</a></li>' for name in STAFF)
    about = f"""<h1>About us</h1>
<p>{NAME} comes out in {PLACE_LINE}.</p>
<p>Everything in it is invented: the town, the people and the news.</p>
<h2>Staff</h2><ul>{staff}</ul>
<p>An older story can be found under its number, such as <a href="/news/30310">30310</a>.</p>"""
    contact = """<h1>Contact</h1>
<address>The Tidewater Gazette<br>4 Cooper Street<br>Brinmouth</address>
<p>The door is open from nine to five. Knock hard.</p>
<p>Our old page for the <a href="/harbor">harbor</a> has moved.</p>"""
    corrections = f"""<h1>Corrections</h1>
<ul>
<li>October 31: the seal was a walrus. <a href="{DEAD_PATH}">The story</a> was never written.</li>
<li>October 2: a <a href="{GONE_PATH}">notice of sale</a> was withdrawn at the owner’s wish.</li>
</ul>"""
    privacy = """<h1>Privacy</h1>
<p>We keep one cookie and no secrets.</p>
<p>Letters to the editor are burnt at Candlemas.</p>"""
    newsletter = f"<h1>Newsletter</h1>\n{newsletter_box()}"
    pages = {
        "/about": ("About us", about),
        "/contact": ("Contact", contact),
        "/corrections": ("Corrections", corrections),
        "/privacy": ("Privacy", privacy),
        "/newsletter": ("Newsletter", newsletter),
    }
    return {
        path: framed(Sheet(title=title, content=f'<div class="plain">\n{content}\n</div>', kind="plain-page"))
        for path, (title, content) in pages.items()
    }


def notice(title: str, text: str) -> str:
    """Return a page with one line, for answers that are no success and for the search."""
    content = f'<div class="plain"><h1>{title}</h1>\n<p>{text}</p>\n<p><a href="/">Front page</a></p></div>'
    return framed(Sheet(title=title, content=content, kind="plain-page"))


def _listing(title: str, content: str, address: str, here: str | None = None) -> str:
    head = f'<link rel="canonical" href="{address}">\n' + meta([("og:type", "website"), ("og:title", title)])
    head += json_ld({"@type": "CollectionPage", "name": title, "url": address})
    return framed(Sheet(title=title, content=content, head=head, kind="list-page", here=here))


def _lead_picture(story: Story) -> str:
    return f'<a href="{escape(story.path)}" tabindex="-1">{img(story.photos[0])}</a>' if story.photos else ""


def _tongue(story: Story) -> str:
    return "" if story.language == "en" else f' lang="{story.language}" dir="{story.direction}"'


def _card(story: Story) -> str:
    return f"""<article class="card">{_lead_picture(story)}
<h3><a href="{escape(story.path)}">{escape(story.headline)}</a></h3>
<p class="when">{escape(story.home.title)} · {day(story.published)}</p></article>
"""


def _row(story: Story) -> str:
    return f"""<li{_tongue(story)}>{_lead_picture(story)}
<div><h2><a href="{escape(story.path)}">{escape(story.headline)}</a></h2>
<p>{escape(story.teaser)}</p>
<p class="when" lang="en" dir="ltr">{day(story.published)}</p></div></li>
"""


def _column(section: Section, listed: Sequence[Story]) -> str:
    items = "".join(
        f'<li{_tongue(story)}><a href="{escape(story.path)}">{escape(story.headline)}</a></li>'
        for story in of_section(section, listed)[:4]
    )
    heading = f'<h2><a href="/{section.key}">{escape(section.title)}</a></h2>'
    return f'<section class="column">{heading}<ul>{items}</ul></section>\n'
