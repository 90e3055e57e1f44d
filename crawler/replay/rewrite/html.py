"""A page made harmless: no script, no handler, no way out; all it shows is asked for in the archive."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.replay.headers import SANDBOX
from crawler.replay.rewrite.attributes import (
    Pairs,
    escaped,
    first,
    href_of,
    is_harmful_animation,
    markup_of,
    undone,
    written,
)
from crawler.replay.rewrite.css import rewrite_css
from crawler.replay.rewrite.lazy import ENDS, ONLY_IMAGES, awakened, is_told_again, late_frame, late_sheet
from crawler.replay.rewrite.sizes import fitted, image_of
from crawler.replay.rewrite.tokens import (
    ANCHOR,
    BOGUS,
    CDATA,
    COMMENT,
    DOCTYPE,
    HARMLESS,
    TAG,
    Tag,
    attributes_at,
    raw_end,
)

if TYPE_CHECKING:
    from crawler.replay.rewrite.links import Links
    from crawler.replay.rewrite.sizes import Image, Images

DEEPEST = 3
"""Pages within pages (``srcdoc``) are kept so deep."""
REFRESH = re.compile(
    r"[\t\n\f\r ]*+[0-9.]*+[\t\n\f\r ;,]*+(?>(?:url[\t\n\f\r ]*+=[\t\n\f\r ]*+)?)[\"']?([^\"']*+)", re.IGNORECASE
)
RELATIONS = frozenset({"stylesheet", "icon", "apple-touch-icon", "apple-touch-icon-precomposed", "mask-icon"})
"""Of what a page links in its head. Others would only be asked for in advance, or tell of other pages."""
OF_REL = RELATIONS | {"alternate"}
OF_LINK = frozenset({"class", "id", "media", "title", "type", "sizes", "disabled", "color"})
DROPPED = frozenset({"applet", "bgsound", "embed", "fencedframe", "param", "portal"})
"""Elements whose tags are left out; what stands in them stays."""
OF_FRAME = frozenset({"class", "id", "name", "style", "title", "width", "height", "align", "frameborder", "scrolling"})
REFERENCE = re.compile(r"&(?=#[0-9]|#[xX][0-9A-Fa-f]|[A-Za-z][A-Za-z0-9]{1,31};|quot|QUOT)")
"""What browsers could read as an entity with a meaning in CSS. ``&`` itself has one too: ``&:hover``."""
IN_DRAWING = re.compile(r"&(?=[#A-Za-z])")
AMPERSAND = r"\\26 "
SPACE = "\t\n\f\r "
PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp")
TAG_NAME = re.compile(r"[a-z][a-z0-9:._-]*\Z")
XHTML_VOID = frozenset(("area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """A page as it may be shown."""

    text: str
    """To be sent as UTF-8."""
    leads_to: str | None = None
    """Where the page itself sends its readers on (meta refresh), in the archive; browsers do not follow it here."""


def rewrite_html(text: str, links: Links, *, is_xhtml: bool = False, images: Images | None = None) -> Rewritten:
    """Return the page *text* made harmless, its addresses leading into the archive by *links*.

    Of images in several sizes those are left that *images* tells to be archived; all without it, and where none is.

    Takes time in proportion to the text, and never raises.
    """
    page = _Page(text, links, images, is_xhtml=is_xhtml)
    return Rewritten(text=page.rewritten(), leads_to=page.leads_to)


class _Page:
    def __init__(
        self, text: str, links: Links, images: Images | None, *, is_xhtml: bool = False, depth: int = 0
    ) -> None:
        self._text = text
        self._links = links
        self._held = images
        self._images: list[Image] = []
        self._is_xhtml = is_xhtml
        self._depth = depth
        self._out: list[str] = []
        self._foreign = 0
        self._has_base = False
        self._may_declare = True
        self._shown_lazily = False
        self.leads_to: str | None = None

    def rewritten(self) -> str:
        text, out = self._text, self._out
        at, end = 0, len(text)
        while at < end:
            run = HARMLESS.match(text, at)
            if run is not None:
                out.append(run[0])
                if self._shown_lazily and ENDS.match(run[0]) is None:
                    self._shown_lazily = False
                at = run.end()
                continue
            anchor = ANCHOR.match(text, at)
            if anchor is not None:
                before, href, behind, last = anchor.groups()
                self._shown_lazily = False
                out.append(f"<a{before}{href_of(self._links.page(href))}{behind}{last}>")
                at = anchor.end()
                continue
            at = self._marked(at)
        if self._held is not None and self._images:
            for image, pairs in fitted(self._images, self._held):
                self._out[image.at] = self._tagged(image.name, pairs, closed=image.closes_itself)
        return "".join(out)

    def _marked(self, at: int) -> int:
        """Deal with the tag, comment or lone sign at *at*; return where it ends."""
        text = self._text
        tag = TAG.match(text, at)
        if tag is not None:
            self._may_declare = False
            return self._tag(tag[2].lower(), tag.end(), closes=bool(tag[1]))
        if text.startswith("<!--", at):
            return _end(COMMENT, text, at)
        data = CDATA.match(text, at) if self._foreign or self._is_xhtml else None
        if data is not None:
            self._out.append(escaped(data[1]))
            return data.end()
        doctype = DOCTYPE.match(text, at)
        if doctype is not None:
            # White space and comments may stand before it; behind all else browsers pass it over.
            if self._may_declare and not "".join(self._out).strip(SPACE):
                self._out.append(doctype[0])
            self._may_declare = False
            return doctype.end()
        if text.startswith(("<!", "<?", "</"), at):
            return _end(BOGUS, text, at)
        self._may_declare = False
        self._out.append("" if text[at] == "\0" else "&lt;")
        return at + 1

    def _tag(self, name: str, at: int, *, closes: bool) -> int:
        pairs, closed, end = attributes_at(self._text, at)
        if end > len(self._text):
            return len(self._text)
        if not TAG_NAME.match(name):
            return end
        if closes:
            self._end_tag(name)
            return end
        handler = HANDLERS.get(name)
        if handler is not None:
            return handler(self, Tag(name, pairs, end, closed))
        if name not in DROPPED and not is_harmful_animation(name, pairs):
            self._write(name, pairs, closed=closed)
        return end

    def _write(self, name: str, pairs: Pairs, *, closed: bool = False) -> None:
        self._shown_lazily = False
        self._out.append(self._tagged(name, pairs, closed=closed))

    def _tagged(self, name: str, pairs: Pairs, *, closed: bool) -> str:
        markup = markup_of(name, pairs, self._links)
        if closed and self._is_xhtml and not self._foreign and name not in XHTML_VOID:
            return f"<{name}{markup}></{name}>"
        return f"<{name}{markup}{' /' if closed else ''}>"

    def _end_tag(self, name: str) -> None:
        if name in {"svg", "math"}:
            self._foreign = max(0, self._foreign - 1)
        if name in DROPPED or name in WITHOUT_END:
            return
        self._out.append(f"</{RENAMED.get(name, name)}>")

    def script(self, tag: Tag) -> int:
        # Within SVG an element may close itself, a script too.
        return (
            tag.end
            if tag.closes_itself and (self._foreign or self._is_xhtml)
            else raw_end(self._text, tag.name, tag.end)[1]
        )

    def style(self, tag: Tag) -> int:
        if tag.closes_itself and (self._foreign or self._is_xhtml):
            return tag.end
        until, behind = raw_end(self._text, tag.name, tag.end)
        self._write(tag.name, tag.pairs)
        sheet = self._text[tag.end : until].replace("\0", "")
        # In a drawing and in XHTML, the content of <style> has entities, save in CDATA.
        text = "".join(
            undone(piece) if (self._foreign or self._is_xhtml) and place % 2 == 0 else piece
            for place, piece in enumerate(CDATA.split(sheet))
        )
        # No entity is left in what is written, so that it says the same whether the browser undoes them or not.
        reference = IN_DRAWING if self._foreign else REFERENCE
        self._out.append(f"{reference.sub(AMPERSAND, rewrite_css(text, self._links))}</style>")
        return behind

    def plain(self, tag: Tag) -> int:
        if tag.closes_itself and (self._foreign or self._is_xhtml):
            return tag.end
        until, behind = raw_end(self._text, tag.name, tag.end)
        name = RENAMED.get(tag.name, tag.name)
        content = self._text[tag.end : until].replace("\0", "")
        # The content of <xmp> has no entities.
        content = escaped(content) if name == "pre" else content.replace("<", "&lt;")
        self._write(name, tag.pairs)
        self._out.append(f"{content}</{name}>")
        return behind

    def unseen(self, tag: Tag) -> int:
        return raw_end(self._text, tag.name, tag.end)[1]

    def rest(self, tag: Tag) -> int:
        self._out.append(f"<pre>{escaped(self._text[tag.end :])}</pre>".replace("\0", ""))
        return len(self._text)

    def noscript(self, tag: Tag) -> int:
        # What stands there for readers without scripts is seen here, but not an image that a script had shown late:
        # that one is seen beside it.
        found = ONLY_IMAGES.match(self._text, tag.end) if self._shown_lazily else None
        if found is not None or is_told_again(self._text, tag.end):
            self._shown_lazily = False
            return raw_end(self._text, tag.name, tag.end)[1]
        self._shown_lazily = False
        self._out.append("<noscript>")
        return tag.end

    def embedded(self, tag: Tag) -> int:
        is_empty = tag.name == "frame" or (tag.closes_itself and self._is_xhtml)
        behind = tag.end if is_empty else raw_end(self._text, tag.name, tag.end)[1]
        kept: Pairs = []
        path = self._links.part(late_frame(tag.pairs), "if_")
        inner = first(tag.pairs, "srcdoc")
        if inner is not None and tag.name == "iframe" and self._depth < DEEPEST:
            page = _Page(inner, self._links.within(), self._held, depth=self._depth + 1)
            kept.append(("srcdoc", page.rewritten()))
        elif path is not None and not path.startswith("#"):
            kept.append(("src", path))
        own = markup_of(tag.name, [pair for pair in tag.pairs if pair[0] in OF_FRAME], self._links)
        if tag.name == "iframe":
            self._out.append(f"<iframe{own}{written([*kept, ('sandbox', SANDBOX)])}></iframe>")
        else:
            self._out.append(f"<frame{own}{written(kept)}>")
        return behind

    def object(self, tag: Tag) -> int:
        """Show a picture as a picture; of other objects only what stands in them for browsers that know no better."""
        data = first(tag.pairs, "data") or ""
        kind = (first(tag.pairs, "type") or "").lower()
        if kind.startswith("image/") or data.lower().partition("?")[0].endswith(PICTURES):
            kept: Pairs = [pair for pair in tag.pairs if pair[0] in OF_FRAME]
            self._write("img", [("src", escaped(data)), *kept])
        return tag.end

    def base(self, tag: Tag) -> int:
        href = first(tag.pairs, "href")
        if href is not None and not self._has_base:
            self._has_base = True
            self._links.set_base(href)
        return tag.end

    def meta(self, tag: Tag) -> int:
        pragma = first(tag.pairs, "http-equiv")
        if pragma is not None:
            if pragma.strip().lower() == "refresh" and self.leads_to is None:
                target = REFRESH.match(first(tag.pairs, "content") or "")
                path = self._links.page(target[1]) if target is not None and target[1].strip() else None
                self.leads_to = path if path is not None and not path.startswith("#") else None
        elif first(tag.pairs, "charset") is None and (first(tag.pairs, "name") or "").strip().lower() != "referrer":
            self._write(tag.name, tag.pairs)
        return tag.end

    def link(self, tag: Tag) -> int:
        pairs, is_sheet = late_sheet(tag.pairs)
        relations = [word for word in (first(pairs, "rel") or "").lower().split() if word in OF_REL]
        if is_sheet and "stylesheet" not in relations:
            relations.append("stylesheet")
        if not RELATIONS.intersection(relations):
            return tag.end
        path = self._links.part(first(pairs, "href") or "", "cs_" if "stylesheet" in relations else "im_")
        if path is not None:
            kept = markup_of(tag.name, [pair for pair in pairs if pair[0] in OF_LINK], self._links)
            self._out.append(f"<link{written([('rel', ' '.join(relations)), ('href', path)])}{kept}>")
        return tag.end

    def image(self, tag: Tag) -> int:
        pairs, was_lazy = awakened(tag.pairs)
        if self._held is not None and (tag.name == "img" or any(name == "srcset" for name, _ in pairs)):
            self._images.append(image_of(tag._replace(pairs=pairs), self._links, self._out))
        self._write(tag.name, pairs, closed=tag.closes_itself)
        self._shown_lazily = was_lazy
        return tag.end

    def drawing(self, tag: Tag) -> int:
        self._write(tag.name, tag.pairs, closed=tag.closes_itself)
        self._foreign += 0 if tag.closes_itself else 1
        return tag.end


RENAMED = {"xmp": "pre"}
"""An old element whose content is no markup."""
WITHOUT_END = frozenset(
    (
        "base",
        "embed",
        "frame",
        "iframe",
        "link",
        "meta",
        "noembed",
        "noframes",
        "object",
        "plaintext",
        "script",
        "style",
        "textarea",
        "title",
        "xmp",
    )
)
"""Their end is written with their beginning, or there is none."""
HANDLERS = {
    "script": _Page.script,
    "style": _Page.style,
    "title": _Page.plain,
    "textarea": _Page.plain,
    "xmp": _Page.plain,
    "plaintext": _Page.rest,
    "noembed": _Page.unseen,
    "noframes": _Page.unseen,
    "noscript": _Page.noscript,
    "iframe": _Page.embedded,
    "frame": _Page.embedded,
    "object": _Page.object,
    "base": _Page.base,
    "meta": _Page.meta,
    "link": _Page.link,
    "img": _Page.image,
    "source": _Page.image,
    "svg": _Page.drawing,
    "math": _Page.drawing,
}


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    assert found is not None
    return found.end()
