"""Captions and credits that stand in lines, slides and modules of their own, and texts beside images that are neither."""

from __future__ import annotations

import pytest
from rooms.pipelines.caption_kit import FERRY, told


@pytest.mark.parametrize(
    "box",
    [
        # The credit in a line of its own, in front of the caption and behind it.
        "<table><tr><td><img src=/f.jpg></td></tr><tr><td>Foto: <b>Jane Roe</b><br>The ferry leaves its pier.</td></tr></table>",
        (
            "<p align=center><img src=/f.jpg></p><p align=center><font>The ferry leaves its pier.</font></p>"
            "<p align=center><font>Photo: Jane Roe</font></p>"
        ),
        # Number and file of a slide.
        (
            "<div class=Slide><picture><img src=/f.jpg></picture><div><div><span>4 of 6</span><span>&mdash; FERRY_4.JPG</span></div>"
            "<div class=GallerySlide-description>The ferry leaves its pier.</div><div class=GallerySlide-credit>Jane Roe</div></div></div>"
        ),
        "<figure><img src=/f.jpg><figcaption>4 of 6— FERRY_4.JPG The ferry leaves its pier. (Photo: Jane Roe)</figcaption></figure>",
        # Who wrote the text stands below the photo.
        (
            "<div><img src=/f.jpg></div><div class=field-legende>The ferry leaves its pier. © Jane Roe</div>"
            "<div class=field-auteur>Par : Max Muster</div>"
        ),
        # The caption below a module that holds nothing but the image.
        (
            "<div class=module><span><img src=/f.jpg></span></div><div class='module photo-caption'><p align=center>"
            "<em>The ferry leaves its pier. (Photo: Jane Roe)</em></p></div>"
        ),
    ],
)
def test_captions_and_credits_of_more_boxes(box: str) -> None:
    assert told(box) == FERRY


def test_names_on_the_photo_are_its_credit() -> None:
    box = "<figure><div><img src=/f.jpg><span>{}</span></div><figcaption>The ferry leaves.</figcaption></figure>"
    assert told(box.format("Jane Roe / The Harbour")) == [("The ferry leaves.", ["Jane Roe / The Harbour"])]
    assert told(box.format("2/5")) == told(box.format("New")) == [("The ferry leaves.", [])]


def test_the_title_of_the_link_around_a_photo_vouches_for_its_caption() -> None:
    box = "<div class=photo><a href=/f.jpg title='{}'><img src=/f.jpg width=300></a><p>渡輪昨晨離開碼頭。</p></div>"
    assert told(box.format("渡輪昨晨離開碼頭。")) == [("渡輪昨晨離開碼頭。", [])]
    assert told(box.format("渡輪")) == []


@pytest.mark.parametrize(
    "box",
    [
        '<a href=/t><img src=/t.jpg width=200></a><i>jane_roe wrote "</i><p>The town has one ferry less.</p>',
        "<table><tr><td><a href=/p><img src=/p.jpg> print this</a> | <a href=/s>send it to friends</a> | read: 3</td></tr></table>",
        "<a href=/f.jpg title='The ferry leaves its pier.'><img src=/img/zoom.png><p>The ferry leaves its pier.</p></a>",
        "<div class=photo><a href=/f.jpg title='The ferry leaves'><img src=/img/zoom.png></a><p>The ferry leaves</p></div>",
        "<figure><a href=/other-story><div>The bridge opens</div><span class=author>The Harbour</span><img src=/b.jpg></a></figure>",
    ],
)
def test_no_captions_and_no_credits(box: str) -> None:
    assert told(box) == []
