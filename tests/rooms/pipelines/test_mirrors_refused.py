"""What must not be taken for a claim of another address."""

from __future__ import annotations

import pytest
from rooms.pipelines.mirror_kit import STORY, Case, draft_of, told

CASES = [
    Case(
        name="story about another site",
        body="<p>The Pirate Cove can also be accessed at the following mirrors: cove.se, cove.to</p>",
        claims=(),
    ),
    Case(
        name="story about a seizure",
        body=f"{STORY}<p>The ministry seized pirate-cove.com; the site is now available at <a href='https://cove.to'>cove.to</a>, the ministry said.</p>",
        claims=(),
    ),
    Case(
        name="a paper called Mirror",
        body="<p>The Mirror is also available at newsagents; visit mirror-news.co.uk or mirror.com.</p>",
        claims=(),
        url="https://mirror-news.com/a",
        outlet="Mirror",
    ),
    Case(
        name="download mirrors",
        body="<p>Our mirrors for the ISO image download: ftp.uni.edu, mirror.example.org</p>",
        claims=(),
    ),
    Case(
        name="language editions",
        body="<p>Our site is also available at:</p><p><a href='https://fr.harbourherald.com/'>fr.harbourherald.com</a></p><p><a href='https://harbourherald.com/es/'>harbourherald.com/es/</a></p>",
        claims=(),
    ),
    Case(
        name="AMP and mobile hosts",
        body="<p>Our site is also available at:</p><p>amp.harbourherald.com</p><p>m.harbourherald.com</p>",
        claims=(),
    ),
    Case(
        name="archives",
        body="<p>Our mirror: <a href='https://web.archive.org/web/2026/https://harbourherald.com/'>web.archive.org</a></p>",
        claims=(),
    ),
    Case(
        name="share buttons",
        body=f"{STORY}<p>Our mirror:</p><p><a href='https://www.facebook.com/sharer/sharer.php?u=x'>facebook.com/sharer</a></p>",
        claims=(),
    ),
    Case(
        name="footer icons",
        body=f"{STORY}<footer><p>Follow us:</p><a href='https://t.me/hherald'>Telegram</a> <a href='https://x.com/hherald'>X</a></footer>",
        claims=(),
    ),
    Case(
        name="speech of several sentences",
        body="<p>The Gannet has an onion service. “We go on. Our mirror is at gannet-mirror.net,” it wrote.</p>",
        claims=(),
    ),
    Case(
        name="reported speech",
        body="<p>“Our site can also be accessed at example-mirror.net,” the editor of another paper said.</p>",
        claims=(),
    ),
    Case(
        name="phishing copies",
        body="<p>Fake copies of our site can also be accessed at harbourherald.top and harbour-herald.xyz.</p>",
        claims=(),
    ),
    Case(
        name="moved to a new era",
        body="<p>We have moved to a new era of shipping.</p><p>Next year brings more.</p>",
        claims=(),
    ),
    Case(name="street address", body="<p>Our new address is 5 Quay Street, Northport.</p>", claims=()),
    Case(name="a comment", body=f"{STORY}<div class='comments'><p>Our mirror: spam-site.com</p></div>", claims=()),
    Case(
        name="tv platform in a headline",
        body=f"{STORY}<h2>Harbour Herald starts a channel on Roku next week</h2>",
        claims=(),
    ),
    Case(name="other outlet's tv app", body=f"{STORY}<p>Bay News Roku</p>", claims=()),
    Case(name="mail address", body="<p>Our mirror: write to editor@hherald.net</p>", claims=()),
    Case(name="file names", body="<p>Our mirror: see story.php and index.html</p>", claims=()),
    Case(
        name="list ends at a heading",
        body="<p>Our mirrors:</p><h3>More news</h3><p><a href='https://elsewhere.org'>elsewhere.org</a></p>",
        claims=(),
    ),
    Case(
        name="own page as the link",
        body="<p>We have moved to <a href='/magazine'>a weekly magazine</a>.</p>",
        claims=(),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_no_claims(case: Case) -> None:
    assert told(draft_of(case.body, url=case.url, outlet=case.outlet)) == []
