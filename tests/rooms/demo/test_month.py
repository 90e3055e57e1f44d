"""The demo newspaper over its month: what comes out, is corrected, moved, withdrawn, redesigned and broken, and when."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from rooms.demo.edition import BASE, ROUTES, asked

from crawler.demo.answer import Answer, rendered
from crawler.demo.month import FIRST_DAY, LAST_DAY, PLAN, Month, edition, published_until
from crawler.demo.month.logbook import CORRECTED, entry
from crawler.demo.month.plan import EDITED_AFTER, day_of, stories_on
from crawler.demo.newspaper import NAME
from crawler.demo.paper.story import stories
from crawler.fetch.discovery import BrokenListing, Listed, read_listing
from crawler.http.content import Bytes
from crawler.model import Capture
from crawler.page import Page, looks_like_article, read
from crawler.page.shape import fingerprint
from pipelines.body import read_body
from pipelines.captions import read_captions
from pipelines.metadata import read_metadata
from pipelines.mirrors import read_mirrors

STEPS = (read_metadata, read_mirrors, read_captions, read_body)


def evening(day: int) -> datetime:
    return datetime.combine(day_of(day), time(22), UTC)


def got(path: str, at: datetime) -> Answer:
    return Month(BASE, lambda: at)(asked(path))


def page(path: str, at: datetime) -> Page:
    block = Bytes(rendered(got(path, at), asked(path)))
    return Page(Capture(url=BASE + path, captured_at=at, block=block))


def listed(path: str, at: datetime) -> list[str]:
    found = read_listing(got(path, at).body, BASE + path)
    return [each.url.removeprefix(BASE) if isinstance(each, Listed) else each.reason for each in found]


def test_before_the_month_it_is_the_newspaper_that_ships() -> None:
    before = edition(BASE, datetime.combine(FIRST_DAY, time(), UTC) - timedelta(seconds=1))
    assert before.keys() == ROUTES.keys()
    pairs = ((key, before[key], ROUTES[key]) for key in ROUTES)
    assert not [key for key, one, other in pairs if isinstance(one, Answer) and one != other]


def test_the_month_has_thirty_days_and_a_story_an_hour() -> None:
    assert (LAST_DAY - FIRST_DAY).days == 29
    out = [len(published_until(evening(1) - timedelta(hours=back))) - len(stories()) for back in (0, 14, 15, 16)]
    assert out == [10, 2, 1, 0]
    later = published_until(evening(400))
    assert len(later) == len(stories()) + sum(stories_on(day) for day in range(1, 31)) - 1  # one is withdrawn
    assert len({story.path for story in later}) == len(later)


@pytest.mark.parametrize("day", [1, 8, 16, 24])
def test_its_stories_are_read_as_they_are(day: int) -> None:
    story = entry(day, 1)
    shown = page(story.path, evening(day))
    assert looks_like_article(shown)
    article = read(shown, STEPS, outlet=NAME)
    assert article.headline == story.headline
    assert article.authors == list(story.authors)
    assert article.published_at == story.published.isoformat()
    body = (article.body or "").removeprefix(f"{story.standfirst}\n\n")
    assert body == "\n\n".join(text for _, text in story.blocks)
    captions = [photo.caption for photo in article.photos if photo.caption]
    assert captions == ([story.photos[0].caption] if day < PLAN.redesign else [])


def test_the_first_story_of_a_day_is_corrected_on_the_next() -> None:
    story = entry(3, 0)
    before, after = (page(story.path, story.published + EDITED_AFTER - timedelta(hours=h)).text for h in (1, 0))
    assert CORRECTED[0] in before
    assert CORRECTED[1] not in before
    assert CORRECTED[1] in after
    assert got(story.path, evening(3)).etag != got(story.path, evening(5)).etag


def test_one_moves_and_one_is_withdrawn() -> None:
    moved, gone = entry(*PLAN.moves[:2]), entry(*PLAN.deletes[:2])
    assert got(moved.path, evening(8)).status == got(gone.path, evening(10)).status == 200
    answer = got(moved.path, evening(9))
    assert (answer.status, dict(answer.fields)["Location"]) == (301, f"{BASE}{moved.path}-of-the-logbook")
    assert got(f"{moved.path}-of-the-logbook", evening(9)).status == 200
    assert got(gone.path, evening(11)).status == 410
    sitemap = listed("/sitemaps/articles.xml.gz", evening(11))
    assert gone.path not in sitemap
    assert moved.path not in sitemap
    assert f"{moved.path}-of-the-logbook" in sitemap


def test_the_redesign_gives_all_usual_pages_another_template() -> None:
    old = {fingerprint(page(entry(day, 1).path, evening(15))) for day in (1, 15)}
    new = {fingerprint(page(entry(day, 1).path, evening(16))) for day in (1, 15, 16)}
    assert (len(old), len(new), len(old & new)) == (1, 1, 0)


def test_the_feed_breaks() -> None:
    assert len(listed("/feeds/rss.xml", evening(18))) == 20
    assert listed("/feeds/rss.xml", evening(19)) == ["an HTML page, not a feed or sitemap"]
    assert len(listed("/feeds/atom.xml", evening(19))) == 20
    assert not isinstance(next(iter(read_listing(got("/feeds/atom.xml", evening(30)).body, BASE))), BrokenListing)


def test_the_quiet_days() -> None:
    assert listed("/feeds/atom.xml", evening(24)) == listed("/feeds/atom.xml", evening(28))
    assert listed("/feeds/atom.xml", evening(29)) != listed("/feeds/atom.xml", evening(28))


def test_the_clock_decides_and_the_same_moment_gives_the_same_bytes() -> None:
    now = evening(1)
    month = Month(BASE, lambda: now)
    path = entry(2, 0).path
    assert month(asked(path)).status == 404
    now = evening(2)
    assert month(asked(path)).status == 200
    assert month(asked(path)) == Month(BASE, lambda: now)(asked(path))
    assert month(asked("/archive/story.php?id=30310")).status == 200
