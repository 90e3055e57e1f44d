"""The stories of the month: entries of the harbour's logbook, put together from a few words, the same each time."""

from __future__ import annotations

from dataclasses import replace

from crawler.demo.month.plan import EDITED_AFTER, out_at
from crawler.demo.paper.story import SECTIONS, Picture, Story

SHIPS = ("Aurelia", "Petrel", "Old Contentment", "Marigold", "Three Sisters", "Halcyon", "Wren", "Juniper", "Sturgeon")
CARGO = ("timber", "oranges", "roof tiles", "a church organ", "seed potatoes", "two trams", "salt", "paper", "wool")
PLACES = (
    "North Quay",
    "the fish market",
    "Lantern Lane",
    "the coal pier",
    "Sexton Square",
    "the outer mole",
    "the dry dock",
)
WHO = ("Mara Fenwick", "Tobias Quill", "Sunniva Hale", "Iris Okonjo", "Edda Marlow")
SAID = (
    "It is not the first time and will not be the last",
    "Nobody was hurt and nobody was surprised",
    "We had been told to expect it on Thursday",
    "The tide does not read our timetable",
    "There is room for one more, if it is a small one",
)
PICTURES = ("bus-lane.jpg", "council-chamber.jpg", "library-night.jpg")
"""Drawn by the newspaper that ships."""
TEXT = """
The {ship} came in over the bar at {hour} with {cargo} for {place}, {late} minutes behind the pilot’s reckoning, and
was made fast by a crew of {crew} before the tide turned and the wind with it.

“{said},” the harbour master told this paper, and wrote the entry into the book himself, in the green ink that he
keeps for arrivals after a north-westerly. The book now has {entries} entries for the year, which is {more} more than
it had on this day a year ago.

Part of the load went up the hill by noon; the rest is to stay in the long shed until the carters are back from the
autumn fair. The shed was painted this summer and smells of it, and the foreman has asked that nobody store cheese
there before the spring.

Whoever is owed a crate may ask for it at the window between nine and four, with a paper that bears a stamp. The
{ship} leaves again with the morning tide, for the islands, and takes letters until the bell is rung.
"""
"""Paragraphs are parted by blank lines; a line's end is a space."""
CORRECTED = ("minutes behind the pilot’s reckoning", "minutes ahead of the pilot’s reckoning")


def entry(day: int, number: int) -> Story:
    """Return the story *number*, from 0, that comes out on *day*, as it is at first."""
    turn = 31 * day + 7 * number
    at = out_at(day, number)
    ship, cargo, place = (words[turn // step % len(words)] for words, step in ((SHIPS, 1), (CARGO, 3), (PLACES, 5)))
    headline = f"{ship} brings {cargo} to {place.removeprefix('the ')}, entry {100 * day + number}"
    text = TEXT.format(
        ship=ship,
        cargo=cargo,
        place=place,
        hour=f"{4 + turn % 5}.{10 + turn % 47}",
        late=3 + turn % 40,
        crew=5 + turn % 9,
        said=SAID[turn % len(SAID)],
        entries=1_200 + 8 * day + number,
        more=2 + turn % 11,
    )
    picture = Picture(
        file=PICTURES[turn % len(PICTURES)],
        alt=f"The {ship} at her berth",
        caption=f"The {ship} at {place} on the morning of entry {100 * day + number}.",
        credit_printed="Corrin Images",
        credits=("Corrin Images",),
    )
    return Story(
        id=31_000 + 100 * day + number,
        template="modern",
        slug=slug_of(headline),
        headline=headline,
        standfirst=f"The logbook of the harbour, entry {100 * day + number}.",
        published=at,
        text=text,
        home=SECTIONS[turn % (len(SECTIONS) - 1)],
        authors=(WHO[turn % len(WHO)],),
        topics=("Logbook",),
        photos=(picture,),
    )


def corrected(story: Story) -> Story:
    """Return *story* with one word of its first paragraph put right."""
    return replace(story, text=story.text.replace(*CORRECTED), modified=story.published + EDITED_AFTER)


def slug_of(headline: str) -> str:
    """Return *headline* as it stands in addresses.

    >>> slug_of("Aurelia brings a church organ to North Quay, entry 101")
    'aurelia-brings-a-church-organ-to-north-quay-entry-101'
    """
    return "-".join("".join(sign if sign.isalnum() else " " for sign in headline.lower()).split())
