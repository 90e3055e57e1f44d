"""Notes in words that no phrase foresees: enough must speak for an address of another host."""

from __future__ import annotations

import pytest
from rooms.pipelines.mirror_kit import STORY, WEB, draft_of, told

from pipelines.mirrors.words.stems import Stems

NOTE = "Some networks have pulled the plug on Harbour Herald. The back door is at quietlantern.top."


def claims(body: str) -> list[tuple[str, str | None]]:
    return told(draft_of(body).with_article(language="en"))


def test_a_note_after_the_story() -> None:
    assert claims(f"{STORY}<p>{NOTE}</p>") == [(WEB, "http://quietlantern.top/")]


@pytest.mark.parametrize(
    "body",
    [
        f"{STORY}<p>{NOTE.replace('Harbour Herald', 'a radio')}</p>{STORY}",
        f"{STORY}<p>“{NOTE}”</p>",
        f"{STORY}<p>Harbour Herald recommends the café at quietlantern.top.</p>",
        f"{STORY}<p>{NOTE.replace('quietlantern.top', '<a href=https://other.org/r>quietlantern.top</a>')}</p>",
        f"{STORY}<p>{NOTE} Beware of fakes.</p>",
    ],
    ids=["of another, between paragraphs", "speech", "no trouble", "links elsewhere", "a word that refuses"],
)
def test_what_is_no_note(body: str) -> None:
    assert claims(body) == []


def test_stems_begin_where_words_do() -> None:
    stems = Stems(["mirror", "our site", "no", "镜像", "بدیل"])
    assert stems.found_in("our site: a mirror-like no") == {"mirror", "our site", "no"}
    assert stems.found_in("november, supermirror, of our sites") == {"our site"}
    assert stems.found_in("本站镜像") == {"镜像"}
    texts = ["our mirror", "nothing", "our site"]
    each = list(stems.found_in_each(texts, [text.split() for text in texts], parted=True))
    assert each == [stems.found_in(text) for text in texts]
