"""What stands between and below the parts of an article and is none of them: what a reader must not take for text."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from crawler.demo.paper.story import of_section, stories

if TYPE_CHECKING:
    from crawler.demo.paper.story import Story

GONE_PATH = "/2026/10/02/town/withdrawn-notice-of-sale"
"""Answers 410."""
DEAD_PATH = "/2026/10/31/harbour/the-story-that-was-never-written"
"""The one link of the newspaper that leads nowhere."""
BY = {
    "en": "By ",
    "ar": "بقلم: ",
    "zh": "记者：",
    "fa": "نوشتهٔ ",
    "ru": "Автор: ",
    "es": "Por ",
    "de": "Von ",
    "fr": "Par ",
}
STAFF = {
    "Mara Fenwick": "Mara Fenwick has covered the harbour since she was let onto it.",
    "Tobias Quill": "Tobias Quill writes about boats, trees and other slow things.",
    "Sunniva Hale": "Sunniva Hale reports on nature and the arts, in either order.",
    "Iris Okonjo": "Iris Okonjo sits through council meetings so that you need not.",
    "Edda Marlow": "Edda Marlow counts the town’s money and its rain.",
}
COMMENTS = (
    (
        "Barnacle Bill",
        "I have walked past there every day for forty years. It is the first good news I remember.",
    ),
    ("Mrs. Pettigrew", "Nobody asked the residents of Lantern Lane, and nobody ever will, but we shall bring flasks."),
    ("saltmarsh_77", "Could the paper please print the hours next time? I came all the way on the early bus."),
    ("A. Whelk", "With respect to the author, it was a Tuesday. My late uncle kept a diary, and I have it here."),
    ("Fennimore", "What I would like to know is who pays for it, and whether they have seen the fish market."),
)
SHARERS = (("Post", "https://post.sharing.example/new?u="), ("Send", "https://send.sharing.example/?link="))


def staff_path(name: str) -> str:
    """Return the address of the page of a member of the staff."""
    return "/staff/" + name.lower().replace(" ", "-")


def bylines(story: Story) -> str:
    """Return the authors with the word before them, linked where they are staff: ``By A and B``; empty for none."""
    if not story.authors:
        return ""
    named = [
        f'<a rel="author" href="{staff_path(name)}">{escape(name)}</a>' if name in STAFF else escape(name)
        for name in story.authors
    ]
    return BY[story.language] + " and ".join(named)


def share_bar(story: Story, base_url: str) -> str:
    """Return links to invented sharing services, and one for mail."""
    address = quote(base_url + story.path, safe="")
    links = "".join(f'<li><a rel="nofollow" href="{to}{address}">{name}</a></li>' for name, to in SHARERS)
    return f'<ul class="share" aria-label="Share">{links}<li><a href="mailto:?body={address}">Mail</a></li></ul>\n'


def related(story: Story) -> list[Story]:
    """Return three other stories of the same section."""
    return [other for other in of_section(story.home, stories()) if other is not story][:3]


def related_box(story: Story) -> str:
    """Return a box of links; one of them is an old address that redirects, one of the withdrawn notice."""
    first, *rest = related(story)
    links = [(f"/news/{first.id}", first.headline), *((other.path, other.headline) for other in rest)]
    if story.home.key == "town":
        links.append((GONE_PATH, "Notice of sale"))
    items = "".join(f'<li><a href="{escape(path)}">{escape(headline)}</a></li>' for path, headline in links)
    return f'<aside class="related" aria-label="Related"><p class="box-title">Read also</p><ul>{items}</ul></aside>\n'


def most_read() -> str:
    """Return the list that stands beside every article of the newer kind."""
    chosen = sorted(stories(), key=lambda story: story.id * 7 % 41)[:5]
    items = "".join(f'<li><a href="{escape(s.path)}">{escape(s.headline)}</a></li>' for s in chosen)
    return f'<aside class="most-read" lang="en" dir="ltr"><h2>Most read</h2><ol>{items}</ol></aside>\n'


def newsletter_box() -> str:
    return """<section class="newsletter" lang="en" dir="ltr">
<h2>The morning tide</h2>
<p>The tide table and five headlines, every morning at six.</p>
<form action="/newsletter" method="get">
<label>Mail <input type="email" name="mail"></label> <button>Sign up</button>
</form>
</section>
"""


def author_box(story: Story) -> str:
    """Return a line about each author who is on the staff; empty when none is."""
    lines = "".join(
        f'<p class="about-author">{STAFF[name].replace(name, f"<strong>{name}</strong>", 1)} '
        f'<a href="{staff_path(name)}">More</a></p>'
        for name in story.authors
        if name in STAFF
    )
    return f'<section class="author-box" lang="en" dir="ltr">{lines}</section>\n' if lines else ""


def comments(story: Story) -> list[tuple[str, str]]:
    """Return the comments below *story*: name and text."""
    return [COMMENTS[(story.id + step) % len(COMMENTS)] for step in range(story.id % 4)]


def comment_thread(story: Story) -> str:
    """Return the comments as a list; empty when there are none."""
    items = "".join(
        f'<li class="comment"><p class="comment-author">{escape(name)} wrote:</p>'
        f'<div class="comment-text"><p>{escape(text)}</p></div><a href="#comments">Reply</a></li>'
        for name, text in comments(story)
    )
    if not items:
        return ""
    return f'<section id="comments" class="comments" lang="en" dir="ltr"><h2>Comments</h2><ol>{items}</ol></section>\n'
