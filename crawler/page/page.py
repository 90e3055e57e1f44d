"""A page: one capture opened for reading. Everything is worked out once, when it is first asked for."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from cssselect import SelectorError
from lxml.cssselect import CSSSelector

from crawler.http.coding import decoded
from crawler.http.head import read_head
from crawler.model import CaptureState, Template
from crawler.page.block import HIDING, MOST_BLOCKS, blocks_of, within
from crawler.page.charset import decode
from crawler.page.data import json_ld_of, meta_of, title_of
from crawler.page.kind import longest_run
from crawler.page.links import alternates_of, feeds_of, links_of, more_of, own_address
from crawler.page.payload import RECOVERED, may_have_payload, payload_html
from crawler.page.site import front_links_of
from crawler.page.state import recognise
from crawler.page.tree import OPENED, Tree, grafted, opened, parse, places_by_value
from crawler.url import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from lxml.html import HtmlElement

    from crawler.http.coding import Decoded
    from crawler.http.head import ResponseHead
    from crawler.model import Capture
    from crawler.page.block import Block
    from crawler.page.charset import Text
    from crawler.page.links import Link

BODY_LIMIT_BYTES = 64 << 20
PARSED_CHARS_MAX = 8 << 20
"""So much of the text is parsed; no article is longer, and a tree takes many times the memory of its text."""
LEAST_SHOWN_WORDS = 40
"""A page that shows less running text has it, if anywhere, in the data of its scripts."""
ASKED = (*HIDING, "class", "id", "itemprop", "aria-label", "data-testid", "data-component", "href", "rel")
"""Attributes that are asked for on each page: the tree is walked once for all of them."""
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"})
UNTYPED = frozenset({"", "text/plain", "application/octet-stream", "application/xml", "text/xml"})


class Page:
    """A capture opened for reading. Never raises, whatever the bytes are; `notes` tells what was wrong with them."""

    def __init__(self, capture: Capture, *, template: Template = Template()) -> None:  # noqa: B008  # frozen value
        self.capture = capture
        self.template = template

    def with_template(self, template: Template) -> Self:
        """Return the same page read by *template*; nothing is parsed again."""
        page = type(self)(self.capture, template=template)
        page.__dict__.update({key: value for key, value in self.__dict__.items() if key != "template"})
        return page

    def forget(self) -> None:
        """Let go of all that was parsed; what is asked for again is parsed again."""
        for name in [name for name in self.__dict__ if name not in {"capture", "template"}]:
            del self.__dict__[name]

    @property
    def url(self) -> str:
        return self.capture.url

    @cached_property
    def head(self) -> ResponseHead | None:
        """The answer's head; None when the capture is a bare file."""
        return read_head(self.capture.block)[0]

    @property
    def status(self) -> int | None:
        return self.head.status if self.head else None

    @cached_property
    def state(self) -> CaptureState:
        """What the answer is in truth: as recorded with the capture, else as its bytes tell."""
        if self.capture.state is not CaptureState.OK:
            return self.capture.state
        found = recognise(self.capture.block, head=self.head, url=self.url)
        return CaptureState.OK if found is None else found.state

    @cached_property
    def content_type(self) -> str:
        """Mime type in lower case without parameters; empty when there is none."""
        value = self.head.first(b"content-type") if self.head else None
        return (value or b"").partition(b";")[0].strip().lower().decode("latin-1")

    @property
    def is_readable(self) -> bool:
        """Whether the answer is the site's own, a success, and HTML: by its type, or by its text where that is mute."""
        if (self.status is not None and not 200 <= self.status < 300) or self.state is not CaptureState.OK:
            return False
        if self.content_type in HTML_TYPES:
            return True
        start = self.text[:2_000].lower() if self.content_type in UNTYPED else ""
        return any(mark in start for mark in ("<!doctype html", "<html", "<head", "<body"))

    @cached_property
    def text(self) -> str:
        """The whole body as characters."""
        return self._decoded_text.text

    @property
    def encoding(self) -> str:
        return self._decoded_text.encoding

    @property
    def tree(self) -> HtmlElement:
        """The root element. One parse, an empty page has an empty body."""
        return self._parsed.root

    @property
    def elements(self) -> tuple[HtmlElement, ...]:
        """The elements of the tree in document order.

        As long as they are held, lxml need not make an object for a node each time somebody passes it.
        """
        return self._parsed.elements

    def tagged(self, *tags: str) -> list[HtmlElement]:
        """Return the elements with one of *tags* in document order. The tree is walked once for all who ask."""
        places = [self._places_by_tag[tag] for tag in tags if tag in self._places_by_tag]
        elements = self.elements
        return [elements[at] for at in (sorted(chain.from_iterable(places)) if len(places) > 1 else chain(*places))]

    @property
    def tags(self) -> AbstractSet[str]:
        """The tags that occur on the page."""
        return self._places_by_tag.keys()

    def places_by(self, name: str) -> Mapping[str, Sequence[int]]:
        """Return the places among `elements` of those that have the attribute *name*, by its value.

        Values come again and again: what they say need be found out but once for each.
        """
        known = self._parsed.places
        if name not in known:
            known.update(places_by_value(self.elements, [name]))
        return known[name]

    def places_with(self, name: str, words: Iterable[str]) -> dict[str, Sequence[int]]:
        """Return what `places_by` does for the values with one of *words*, in lower case, in whatever case it stands.

        Most words stand in no value of a page: that is seen in all of them at once.
        """
        known = self.places_by(name)
        every = "\n".join(known).lower()
        there = [word for word in words if word in every]
        if not there:
            return {}
        return {value: places for value, places in known.items() if any(map(value.lower().__contains__, there))}

    def at_places(self, places: Iterable[int], *tags: str) -> list[HtmlElement]:
        """Return the elements at *places*, in document order; with *tags*, those that have one of them."""
        elements = self.elements
        found = [elements[at] for at in sorted(places)]
        return [element for element in found if element.tag in tags] if tags else found

    @cached_property
    def base_url(self) -> str:
        """What links are relative to: <base href> or the page's address."""
        for element in self.tagged("base"):
            if element.get("href"):
                return resolve(self.url, element.get("href") or "") or self.url
        return self.url

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All text blocks in document order."""
        return self._parsed.blocks

    @property
    def longest_run(self) -> int:
        """Words of the longest stretch of running text that no linked headline parts."""
        return self._parsed.longest_run

    @cached_property
    def json_ld(self) -> list[dict[str, Any]]:
        """All JSON-LD objects, ``@graph`` laid flat."""
        return self._json_ld[0]

    @cached_property
    def meta(self) -> dict[str, list[str]]:
        """Contents of <meta> by lower-case name or property."""
        return meta_of(self.tagged("meta"))

    @cached_property
    def title(self) -> str | None:
        """Text of the first <title> that has any."""
        return title_of(self.tagged("title"))

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Links to http(s) addresses in document order, one for each address."""
        return links_of(self.tagged("a", "area"), self.base_url)

    @cached_property
    def front_links(self) -> tuple[str, ...]:
        """What the first links of the page to the front page of its site say."""
        return tuple(front_links_of(self))

    @cached_property
    def own_address(self) -> str | None:
        """The absolute address that the page calls its own (rel=canonical): a claim, not confirmed."""
        return own_address(self.tagged("link"), self.base_url)

    @cached_property
    def feeds(self) -> tuple[str, ...]:
        """Absolute addresses of announced feeds."""
        return feeds_of(self.tagged("link"), self.base_url)

    @cached_property
    def alternates(self) -> tuple[str, ...]:
        """Absolute addresses of the page in other languages, as its head announces them."""
        return alternates_of(self.tagged("link"), self.base_url)

    @cached_property
    def more(self) -> tuple[str, ...]:
        """Absolute addresses at which the list on the page goes on, as it names them itself."""
        return more_of(self.tree, self.base_url)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was odd about the bytes."""
        found = [*self._body.notes, *self._decoded_text.notes, *self._json_ld[1]]
        if self._parsed.note is not None:
            found.append(self._parsed.note)
        if len(self.text) > PARSED_CHARS_MAX:
            found.append(f"only the first {PARSED_CHARS_MAX} characters were parsed")
        if len(self.blocks) == MOST_BLOCKS:
            found.append(f"only the first {MOST_BLOCKS} blocks of text were read")
        if self.capture.truncated is not None:
            found.append(f"the capture is cut short: {self.capture.truncated.value}")
        return tuple(dict.fromkeys(found))

    def select(self, selector: str) -> list[HtmlElement]:
        """Return the elements that the CSS *selector* finds, in document order; none when it is no selector."""
        try:
            found: Any = CSSSelector(selector, translator="html")(self.tree)
        except SelectorError:
            return []
        return list(found)

    def blocks_within(self, *elements: HtmlElement) -> list[Block]:
        """Return the blocks that lie in any of *elements*."""
        return within(self.blocks, elements)

    @cached_property
    def _body(self) -> Decoded:
        return decoded(self.capture.block, limit_bytes=BODY_LIMIT_BYTES)

    @cached_property
    def _decoded_text(self) -> Text:
        content_type = self.head.first(b"content-type") if self.head else None
        return decode(self._body.data, content_type)

    @cached_property
    def _parsed(self) -> _Parsed:
        text, utf8 = self._decoded_text.text, self._decoded_text.utf8
        if len(text) > PARSED_CHARS_MAX:
            text, utf8 = text[:PARSED_CHARS_MAX], None
        tree = parse(text, utf8=utf8)
        parsed, root = _Parsed.of(tree), tree.root
        if parsed.longest_run < LEAST_SHOWN_WORDS and opened(root):
            parsed = _Parsed.of(Tree.of(root, OPENED))
        if parsed.longest_run < LEAST_SHOWN_WORDS and may_have_payload(text):
            hidden = payload_html(root)
            if hidden is not None and (body := root.find("body")) is not None:
                body.append(grafted(hidden))
                return _Parsed.of(Tree.of(root, RECOVERED))
        return parsed

    @cached_property
    def _places_by_tag(self) -> dict[str, list[int]]:
        """The places of the page's elements among all of them, by tag."""
        found: dict[str, list[int]] = defaultdict(list)
        for at, element in enumerate(self.elements):
            found[element.tag].append(at)
        # Who asks for a tag that is not there leaves nothing behind.
        return dict(found)

    @cached_property
    def _json_ld(self) -> tuple[list[dict[str, Any]], Sequence[str]]:
        return json_ld_of(self.tagged("script"))


class _Parsed(NamedTuple):
    """What comes of one parse."""

    root: HtmlElement
    note: str | None
    elements: tuple[HtmlElement, ...]
    places: dict[str, dict[str, list[int]]]
    """Those of `Page.places_by`, by attribute."""
    blocks: tuple[Block, ...]
    longest_run: int

    @classmethod
    def of(cls, tree: Tree) -> Self:
        root, elements, note = tree
        places = places_by_value(elements, ASKED)
        may_hide = {elements[at] for name in HIDING for ats in places[name].values() for at in ats}
        blocks = blocks_of(root, elements, may_hide=may_hide)
        return cls(root, note, elements, places, blocks, longest_run(blocks))
