"""Which record is said to hold the image of a photo, where several crawls have one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rooms.reread.again import answered, archived, story

from crawler.index import Index
from crawler.reread.photos import with_photo_records

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.model import Exchange

JPEG = b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n"


def image(hour: int) -> Exchange:
    return answered("http://gazette.example/photos/1.jpg", JPEG, b"\xff\xd8" * 200 + bytes([hour % 256]), hour)


def chosen(folder: Path, *crawls: list[Exchange]) -> int:
    """Return the hour of the image that the photo of story 1, read once more, is said to have; a file for each crawl."""
    for exchanges in crawls:
        config = archived(folder, exchanges)
    with Index.open(config.index_address) as index:
        hours = {row.record_id: row.captured_at.hour - 8 for row in index.captures() if row.mime == "image/jpeg"}
        (article,) = [one for one in index.articles() if one.url.endswith("/story/1")]
        (photo,) = with_photo_records(article, index).photos
    return hours[photo.record_id or ""]


def test_the_image_of_the_same_crawl_is_the_page_s_though_that_of_another_is_nearer(tmp_path: Path) -> None:
    assert chosen(tmp_path / "behind", [image(0)], [story(1), image(4)]) == 4
    assert chosen(tmp_path / "before", [image(2)], [image(-4), story(1)]) == -4


def test_else_it_is_the_nearest(tmp_path: Path) -> None:
    assert chosen(tmp_path / "crawls", [image(0)], [story(1)], [image(5)]) == 0
    assert chosen(tmp_path / "one", [image(-3), story(1), image(2)]) == 2
