"""A page: one capture opened for reading. Everything is worked out once, when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from cssselect import SelectorError
from lxml.cssselect import CSSSelector

from crawler.http.coding import decoded
from crawler.http.head import read_head
from crawler.model import CaptureState, Template
from crawler.page.block import MOST_BLOCKS, blocks_of, within
from crawler.page.charset import decode
from crawler.page.data import json_ld_of, meta_of, title_of
from crawler.page.kind import longest_run
from crawler.page.links import feeds_of, links_of
from crawler.page.payload import RECOVERED, may_have_payload, payload_html
from crawler.page.state import recognise
from crawler.page.tree import grafted, parse
from crawler.url import resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

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
        return self._parsed[0]

    @cached_property
    def elements(self) -> tuple[HtmlElement, ...]:
        """The elements and comments of the tree in document order.

        As long as they are held, lxml need not make an object for a node each time somebody passes it.
        """
        return tuple(self.tree.iter())

    @cached_property
    def base_url(self) -> str:
        """What links are relative to: <base href> or the page's address."""
        for element in self.tree.iter("base"):
            if element.get("href"):
                return resolve(self.url, element.get("href") or "") or self.url
        return self.url

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """All text blocks in document order."""
        # The walk meets every element: to make them first saves making them for each later walk.
        return blocks_of(self.elements[0])

    @cached_property
    def json_ld(self) -> list[dict[str, Any]]:
        """All JSON-LD objects, ``@graph`` laid flat."""
        return self._json_ld[0]

    @cached_property
    def meta(self) -> dict[str, list[str]]:
        """Contents of <meta> by lower-case name or property."""
        return meta_of(self.tree)

    @cached_property
    def title(self) -> str | None:
        """Text of the first <title> that has any."""
        return title_of(self.tree)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Links to http(s) addresses in document order, one for each address."""
        return links_of(self.tree, self.base_url)

    @cached_property
    def feeds(self) -> tuple[str, ...]:
        """Absolute addresses of announced feeds."""
        return feeds_of(self.tree, self.base_url)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was odd about the bytes."""
        found = [*self._body.notes, *self._decoded_text.notes, *self._json_ld[1]]
        if self._parsed[1] is not None:
            found.append(self._parsed[1])
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
    def _parsed(self) -> tuple[HtmlElement, str | None]:
        text = self.text[:PARSED_CHARS_MAX]
        root, note = parse(text)
        if may_have_payload(text):
            elements = tuple(root.iter())
            blocks = blocks_of(root)
            if longest_run(blocks) < LEAST_SHOWN_WORDS:
                hidden = payload_html(root)
                if hidden is not None and (body := root.find("body")) is not None:
                    body.append(grafted(hidden))
                    return root, RECOVERED
            # Most pages show their text: what was cut to see that is not cut again.
            self.__dict__.update(elements=elements, blocks=blocks)
        return root, note

    @cached_property
    def _json_ld(self) -> tuple[list[dict[str, Any]], Sequence[str]]:
        return json_ld_of(self.tree)
