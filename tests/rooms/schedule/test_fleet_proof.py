"""The proofs of the fleet's trial see what they should."""

from __future__ import annotations

from trials.fleet.database import Held
from trials.fleet.papers import Asked, edition
from trials.fleet.proof import Paper, at_once, late, not_once


def asked(at_s: float, who: str, outlet: int = 1) -> Asked:
    return Asked(at_s=at_s, outlet=outlet, who=f"microfiche/0.1 ({who})", target="/")


def test_crawls_that_overlap_are_two_at_once() -> None:
    one_after_the_other = [asked(1, "north; 7"), asked(5, "north; 7"), asked(6, "south; 8"), asked(9, "south; 8")]
    assert at_once(one_after_the_other) == []
    assert at_once([*one_after_the_other, asked(7, "south; 9", outlet=2)]) == []
    (told,) = at_once([*one_after_the_other, asked(7, "north; 7")])
    assert (
        told == "outlet 1: microfiche/0.1 (south; 8) began 1.00 s before the last request of microfiche/0.1 (north; 7)"
    )
    inside = [
        asked(1, "north; 7"),
        asked(20, "north; 7"),
        asked(3, "south; 8"),
        asked(4, "south; 8"),
        asked(9, "up; 1"),
    ]
    assert len(at_once(inside)) == 2


def test_what_is_asked_after_a_take_over_is_counted_for_each_crawl_of_before() -> None:
    found = [asked(1, "north; 7"), asked(50, "north; 7"), asked(51, "north; 9"), asked(50, "south; 8")]
    assert late(found, "north", since_s=5, taken_over_s=45) == {"microfiche/0.1 (north; 7)": 1}
    assert late(found, "north", since_s=5, taken_over_s=50) == {}


def test_each_outlet_has_one_job_that_was_done() -> None:
    done = Held(outlet="a", status="SUCCESS", worker="north")
    assert not_once([done], ["a"]) == []
    assert not_once([done, done], ["a"]) == ["a: its jobs are ['SUCCESS', 'SUCCESS']"]
    assert not_once([done], ["a", "b"]) == ["b: its jobs are []"]


def test_a_page_that_is_not_kept_is_missed() -> None:
    whole = Paper(
        answers=frozenset({("/", 200), ("/gone", 410), ("/media/1.jpg", 200)}), articles=frozenset({("/1", "Late")})
    )
    assert whole.lacks(whole) == []
    part = Paper(answers=frozenset({("/", 200)}), articles=frozenset({("/1", None)}))
    assert (whole.lacks_requisites(whole), part.lacks_requisites(whole)) == (0, 1)
    assert part.lacks(whole) == ["not kept: /gone (410)", "not read: /1 as 'Late'"]


def test_each_edition_is_led_by_a_story_with_a_picture() -> None:
    leads = [edition(number)[0] for number in range(5)]
    assert all(story.photos for story in leads)
    assert len({story.path for story in leads}) == 5
