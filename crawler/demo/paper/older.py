"""The older templates of an article, kept as they were: boxes without meaning, tables, and the blog's own."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from crawler.demo.paper.frame import NAME, Sheet, day, day_and_time, framed, meta
from crawler.demo.paper.furniture import BY, bylines, comments, related, share_bar
from crawler.demo.paper.parts import address_lines, address_list, body_of, caption, img

if TYPE_CHECKING:
    from crawler.demo.paper.story import Story


def classic(story: Story, base_url: str) -> str:
    """Return the page of *story* as it was made about 2010: divs with class names, the breadcrumb as plain text."""
    lead = _boxed(story, 1) if story.photos else ""
    author = f'<div class="item-author">{bylines(story)}</div>\n' if story.authors else ""
    date = day(story.published) if story.day_only else day_and_time(story.published, story.language)
    app = f'<p class="badge">{escape(story.addresses.app)}</p>\n' if story.addresses and story.addresses.app else ""
    links = "".join(f'<li><a href="{escape(other.path)}">{escape(other.headline)}</a></li>' for other in related(story))
    content = f"""<div class="wrapper">
<div class="breadcrumb">{_crumb_text(story, " / ")}</div>
<h2 class="page-header">{escape(story.headline)}</h2>
<div class="item-date"><span dir="ltr">{date}</span></div>
{author}{lead}<div class="item-text">
{"".join(body_of(story, _boxed))}{address_lines(story.addresses)}</div>
<div class="share-title">SHARE THIS ARTICLE</div>
{share_bar(story, base_url)}{app}<div class="more-news"><h3>More news</h3><ul>{links}</ul></div>
{_older_comments(story)}</div>"""
    # Figures alone may be read in more than one order; where they are printed there is a machine's date as well.
    stamp = "" if story.language == "en" else story.published.isoformat()
    head = meta([("DC.date.issued", stamp), ("description", story.teaser)])
    return framed(
        Sheet(
            title=story.headline,
            content=content,
            head=head,
            kind="article t-classic",
            language=story.language,
            direction=story.direction,
        )
    )


def table(story: Story, base_url: str) -> str:
    """Return the page of *story* from the first years: tables and line breaks, not even a heading."""
    text = "<br><br>\n".join(escape(line) for kind, line in story.blocks if kind == "paragraph")
    author = f" &nbsp; {bylines(story)}" if story.authors else ""
    date = day(story.published, story.language)
    photo = "".join(
        f'<table align="right" width="240" cellpadding="4"><tr><td>{img(picture, 240)}</td></tr>'
        f'<tr><td><font size="1">{caption(picture)}</font></td></tr></table>\n'
        for picture in story.photos
    )
    side = "<br>".join(f'<a href="{escape(other.path)}">{escape(other.headline)}</a>' for other in related(story))
    return f"""<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset={story.charset}">
<title>{NAME}: {escape(story.headline)}</title>
</head>
<body bgcolor="#fffff4" text="#222222" link="#00407a">
<center>
<table width="760" border="0" cellspacing="0" cellpadding="8">
<tr bgcolor="#12344d"><td colspan="2">\
<a href="/"><font color="#ffffff" size="5" face="serif">{NAME}</font></a></td></tr>
<tr valign="top">
<td width="160" bgcolor="#e8eef0"><font size="2"><a href="/harbour">Harbour</a><br><a href="/town">Town Hall</a><br>\
<a href="/coast">Coast</a><br><a href="/business">Business</a><br><br><b>See also</b><br>{side}</font></td>
<td>
<font size="2">{_crumb_text(story, " &gt; ")}</font><br><br>
<font size="5"><b>{escape(story.headline)}</b></font><br><br>
<font size="2">{date}{author}</font><br><br>
{photo}{text}
<br><br>
<font size="1"><a href="/">Front page</a> | <a href="/contact">Write to us</a> | \
<a href="mailto:?body={base_url}{escape(story.path)}">Send to a friend</a></font>
</td>
</tr>
<tr><td colspan="2" align="center"><font size="1">Copyright 2026 {NAME}</font></td></tr>
</table>
</center>
</body>
</html>
"""


def blog(story: Story, base_url: str) -> str:
    """Return the page of *story* as the blog's software makes it: microdata, captions in divs, sharing in the text."""
    lead = _captioned(story, 1) if story.photos else ""
    key = story.home.key
    topics = ", ".join(f'<a rel="tag" href="/{key}">{escape(topic)}</a>' for topic in story.topics)
    content = f"""<article id="post-{story.id}" class="post hentry" itemscope itemtype="https://schema.org/BlogPosting">
<header class="entry-header">
<span class="cat-links">\
<a href="/{key}" rel="category tag" itemprop="articleSection">{escape(story.breadcrumb[-1])}</a></span>
<h1 class="entry-title" itemprop="headline">{escape(story.headline)}</h1>
<div class="entry-meta">{_posted(story)}</div>
</header>
<div class="entry-content" itemprop="articleBody">
{lead}{"".join(body_of(story, _captioned))}{address_list(story.addresses)}<div class="share-this"><h3>Share this:</h3>
{share_bar(story, base_url)}</div>
</div>
<footer class="entry-footer">Tagged {topics}</footer>
</article>
{_blog_comments(story)}"""
    head = f'<link rel="canonical" href="{base_url + story.path}">\n' + meta([("generator", "Tidepress 2.4")])
    charset = story.label or story.charset
    return framed(
        Sheet(
            title=story.headline,
            content=content,
            head=head,
            kind="article t-blog",
            charset=charset,
            language=story.language,
            direction=story.direction,
        )
    )


def _posted(story: Story) -> str:
    by = BY[story.language]
    return f"""<time class="entry-date published" itemprop="datePublished" datetime="{story.published.isoformat()}">\
{day(story.published, story.language)}</time> {by}\
<span class="author vcard" itemprop="author" itemscope itemtype="https://schema.org/Person">\
<span class="fn" itemprop="name">{bylines(story).removeprefix(by)}</span></span>"""


def _crumb_text(story: Story, between: str) -> str:
    outer, inner = story.breadcrumb[0], story.breadcrumb[-1]
    return f'<a href="/">{escape(outer)}</a>{between}<a href="/{story.home.key}">{escape(inner)}</a>'


def _boxed(story: Story, number: int) -> str:
    picture = story.photos[number - 1]
    kind = "item-image" if story.role_of(number) == "lead" else "inline-image"
    return f'<div class="{kind}">{img(picture)}<div class="caption">{caption(picture)}</div></div>\n'


def _captioned(story: Story, number: int) -> str:
    picture = story.photos[number - 1]
    return f'<div class="wp-caption alignnone">{img(picture)}<p class="wp-caption-text">{caption(picture)}</p></div>\n'


def _older_comments(story: Story) -> str:
    items = "".join(f'<div class="cmt"><b>{escape(name)}</b><br>{escape(text)}</div>' for name, text in comments(story))
    return f'<div class="cmts" dir="ltr"><h3>Readers say</h3>{items}</div>\n' if items else ""


def _blog_comments(story: Story) -> str:
    items = "".join(
        f'<li class="comment"><cite class="fn">{escape(name)}</cite> <span class="says">says:</span>'
        f"<p>{escape(text)}</p></li>"
        for name, text in comments(story)
    )
    return f'<div id="comments" class="comments-area"><h2>Thoughts</h2><ol>{items}</ol></div>\n' if items else ""
