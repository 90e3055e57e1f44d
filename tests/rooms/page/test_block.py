"""Blocks as a plain walk would cut them, event by event."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from crawler.page import block
from crawler.page.block import INLINE, SKIPPED, Block, blocks_of, count_words
from crawler.page.tree import parse

WORDS = st.sampled_from(
    [
        "bridge",
        " storm\n hit ",
        "\n ",
        "桥",
        "so\u00adft",
        "\u200b",
        "Fähre. ",
        "جسر",
        "a",
        "<!-- x -->",
        "\u3000storm",
        "\xa0 \xa0",
        "\u200d",
    ]
)
TAGS = (
    "p",
    "div",
    "b",
    "a href=/x",
    "li",
    "article",
    "br",
    "br",
    "script",
    "svg",
    "span",
    "span hidden",
    "div hidden",
    'div style="display: none"',
    'b style="color: red"',
    'div hidden id="S:1"',
    "h3",
    "button",
)
TAG = st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag.split()[0]}>" for tag in TAGS])
HTML = st.lists(st.one_of(TAG, WORDS), max_size=60).map("".join)
ROOT = "<html><body>{}</body></html>"


@given(HTML)
def test_one_pass_cuts_as_a_plain_walk_does(text: str) -> None:
    root = parse(ROOT.format(text)).root
    assert _told(blocks_of(root)) == _told(plainly_cut(root))


@given(HTML)
def test_elements_that_are_known_need_not_be_walked_again(text: str) -> None:
    root = parse(ROOT.format(text)).root
    assert _told(blocks_of(root, tuple(root.iter()))) == _told(blocks_of(root))


def test_a_long_hidden_element_is_kept_but_not_what_is_hidden_in_it() -> None:
    text = "long " * 1_000
    root = parse(ROOT.format(f"<div hidden><p>{text}</p><p hidden>in it</p></div><p hidden>{text}</p><p>out")).root
    assert [one.text for one in blocks_of(root)] == [text.strip(), text.strip(), "out"]


@pytest.mark.parametrize(
    ("panel", "told"),
    [
        ("<h3><button aria-expanded=false>When</button></h3><div hidden>At noon.</div>", ["When", "At noon."]),
        ("<h2><button>When</button></h2><div style='display:none'><p>At noon.</div>", ["When", "At noon."]),
        ("<div><button id=b>When</button></div><div role=region aria-labelledby=b hidden>At noon.</div>", None),
        ("<h3>When</h3><div hidden>At noon.</div>", ["When"]),
        ("<button>When</button><div hidden>At noon.</div>", ["When"]),
        ("<h3><button>When</button></h3><p>Soon.</p><div hidden>At noon.</div>", ["When", "Soon."]),
        ("<div role=region hidden>At noon.</div>", []),
    ],
)
def test_what_a_click_on_its_heading_shows_is_text(panel: str, told: list[str] | None) -> None:
    root = parse(ROOT.format(panel)).root
    assert [one.text for one in blocks_of(root)] == (["When", "At noon."] if told is None else told)


@pytest.mark.parametrize("piece", ["<p>a b", "a b<br><br>", "<div>a b</div>"])
def test_reading_stops_at_the_most_blocks(monkeypatch: pytest.MonkeyPatch, piece: str) -> None:
    monkeypatch.setattr(block, "MOST_BLOCKS", 20)
    root = parse(ROOT.format(piece * 100)).root
    assert [one.index for one in blocks_of(root)] == list(range(20))


def test_elements_may_nest_as_deep_as_they_like() -> None:
    root = html.Element("div")
    inner = root
    for _ in range(5_000):
        inner = etree.SubElement(inner, "div")
        inner.text = "so deep"
    found = blocks_of(root)
    assert len(found) == 5_000
    assert max(one.path.count("/") for one in found) == block.DEEPEST_PATH - 1


def plainly_cut(root: html.HtmlElement) -> list[Block]:
    """The blocks of a page in which no hidden element is long enough to be kept."""
    cutter = PlainCutter(root)
    walk = etree.iterwalk(root, events=("start", "end", "comment"))
    for event, element in walk:
        if element is root:
            continue
        if event != "start":
            cutter.leave(element)
        elif not cutter.enter(element):
            walk.skip_subtree()
    cutter.cut()
    return cutter.blocks


class PlainCutter:
    """Cuts by events, as slowly and plainly as it can be said."""

    def __init__(self, root: html.HtmlElement) -> None:
        self.blocks: list[Block] = []
        self.places: list[tuple[html.HtmlElement, str]] = [(root, "html")]
        self.links: list[html.HtmlElement] = []
        self.inline: list[html.HtmlElement] = []
        self.pieces: list[tuple[str, html.HtmlElement, bool]] = []
        self.last, self.breaks = root, 0

    def cut(self) -> None:
        printed = re.sub("[\u00ad\u200b\u2060\ufeff]", "", "".join(text for text, _, _ in self.pieces))
        lines = [line for part in printed.split("\0") if (line := " ".join(part.split()))]
        real = [(text, linked) for text, _, linked in self.pieces if not text.isspace() and text != "\0"]
        if re.sub("[\u200d]", "", "".join(lines)):
            element, path = self.places[-1]
            chars = sum(len(text) for text, _ in real)
            self.blocks.append(
                Block(
                    index=len(self.blocks),
                    text=" ".join(lines),
                    tag=str(element.tag),
                    element=element,
                    path=path,
                    words=count_words(" ".join(lines)),
                    link_density=sum(len(text) for text, linked in real if linked) / chars,
                    inline=tuple(self.inline),
                    lines=tuple(lines),
                    opened=self.pieces[0][1],
                )
            )
        self.inline, self.breaks = list(self.links), 0
        self.pieces.clear()

    def add(self, text: str | None) -> None:
        if text and self.breaks and self.pieces and re.match("[ \n]*(\u3000|\xa0[ \xa0]*\xa0)", text):
            self.cut()
        if text and (self.pieces or not text.isspace()):
            self.breaks = self.breaks if text.isspace() else 0
            self.pieces.append((text, self.last, bool(self.links)))

    def enter(self, element: html.HtmlElement) -> bool:
        """Return whether what is inside *element* counts."""
        self.last = element
        if element.tag in SKIPPED or _is_hidden(element):
            return False
        if element.tag == "br":
            self.breaks += 1
            if self.breaks > 1:
                self.cut()
            elif self.pieces:
                self.pieces.append(("\0", self.last, False))
        elif element.tag in INLINE or _is_heading(element):
            self.inline.append(element)
            self.links += [element] if element.tag == "a" else []
        else:
            self.cut()
            self.places.append((element, f"{self.places[-1][1]}/{element.tag}"))
        self.add(element.text)
        return True

    def leave(self, element: html.HtmlElement) -> None:
        if element is self.places[-1][0]:
            self.cut()
            self.places.pop()
        elif self.links and self.links[-1] is element:
            self.links.pop()
        self.add(element.tail)


def _is_heading(element: html.HtmlElement) -> bool:
    above = element.getparent()
    is_first = above is not None and above.tag == "h3" and not (above.text or "").strip()
    return element.tag == "button" and is_first and element.getprevious() is None


def _is_hidden(element: html.HtmlElement) -> bool:
    hidden = element.get("hidden") is not None or "none" in (element.get("style") or "")
    return hidden and not (element.get("id") or "").startswith("S:")


def _told(blocks: list[Block] | tuple[Block, ...]) -> list[list[object]]:
    return [[getattr(one, field.name) for field in fields(Block)] for one in blocks]


@pytest.mark.parametrize("indent", ["\u3000", "&nbsp;&nbsp;", "\n &nbsp; &nbsp;"])
def test_an_indented_line_begins_a_paragraph(indent: str) -> None:
    found = blocks_of(parse(f"<td>{indent}One.<br>{indent}Two<br>goes on.<br>{indent}<b>Three.</b></td>").root)
    assert [block.text for block in found] == ["One.", "Two goes on.", "Three."]


def test_marks_that_join_letters_are_no_text_alone() -> None:
    assert [block.text for block in blocks_of(parse("<p>\u200d</p><p>a\u200db</p><p>\u200e</p>").root)] == ["a\u200db"]


def test_a_button_that_is_the_text_of_a_heading_is_a_heading() -> None:
    page = "<h3><button>How much?</button></h3><p>Little.</p><h3>Why?<button>Copy</button></h3>"
    found = blocks_of(parse(page).root)
    told = [("How much?", "h3"), ("Little.", "p"), ("Why?", "h3"), ("Copy", "button")]
    assert [(block.text, block.tag) for block in found] == told
