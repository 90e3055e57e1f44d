"""Which of the addresses beside an announcement are offered by it, and the claims that come of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from crawler.model import MirrorAddress, MirrorKind, MirrorScope
from pipelines.mirrors.fold import fold
from pipelines.mirrors.trigger import ends_open, sentences_of, without_addresses
from pipelines.mirrors.weighing.gone import ROOTS, has_arrived, is_left_behind
from pipelines.mirrors.weighing.instead import is_offered_instead
from pipelines.mirrors.weighing.others import is_name, refuses
from pipelines.mirrors.weighing.successors import is_successor
from pipelines.mirrors.words.kinds import BY_PLACE, STORES, is_refused
from pipelines.mirrors.words.phrases import hosts

if TYPE_CHECKING:
    from pipelines.mirrors.links import Token
    from pipelines.mirrors.outlet import Outlet
    from pipelines.mirrors.scope import Announcement
    from pipelines.mirrors.words.phrases import Phrases

PLAIN, LABELLED, AGREEING, DIFFERING, WEAK, CIRCULAR = 0.8, 0.6, 0.9, 0.4, 0.5, 0.2
SHARED = frozenset({MirrorKind.CDN, MirrorKind.BUCKET, MirrorKind.SHORT_LINK})
UNSAID = frozenset({"hint", "channel", "blocked"})
"""Roles that do not tell whether the outlet has moved."""
LABELS = (
    "address", "mirror", "other", "place", "site", "reach", "use", "unblock", "blocked", "new", "moved", "if", "door",
)  # fmt: skip
"""Lists with a word in the label of an address."""
FILES = frozenset({*BY_PLACE, MirrorKind.APP})
LEAST_SLUG_CHARS = 6
CODE_SLASHES = 4
"""An address of a project names its owner and itself."""
HOME = re.compile(r"(?:/[a-z]{2,3})?/?(?:index\.\w{2,5}|home)?", re.IGNORECASE)
"""Paths of home pages, those of an edition too."""
PAGE_FILE = re.compile(r"(?:/index)?\.(?:html?|php|aspx?)\Z", re.IGNORECASE)
FEED_FILE = re.compile(r"(?:\A|[/.])(?:rss|feed|atom)/?\Z|\.xml\Z|/rss\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One announcement, and who makes it."""

    announcement: Announcement
    outlet: Outlet
    table: Phrases
    page_url: str


def accepted(offer: Offer) -> list[tuple[Token, str]]:
    """Return the addresses that are offered, with their kinds."""
    found, outlet = offer.announcement, offer.outlet
    kept = []
    for token in found.tokens:
        kind = token.kind
        if outlet.is_own(token.host) and kind == MirrorKind.WEB_MIRROR and urlsplit(token.url).path not in ROOTS:
            continue
        if is_refused(token.url, token.host, outlet.hosts) or fold(token.name or "") in offer.table.tongues:
            continue
        if is_something_else(token, kind, offer):
            continue
        if _is_offered(token, kind, offer):
            kept.append((token, kind))
    if found.trigger.role == "successor" and len(kept) == 2 and outlet.is_own(kept[1][0].host):
        # "We have left old.example and are at news.example now", says news.example.
        kept = kept[1:]
    if found.trigger.role == "instead":
        kept = [(token, kind) for token, kind in kept if is_offered_instead(token, found, outlet)]
    sites = sum(kind == MirrorKind.WEB_MIRROR for _, kind in kept)
    kept = [
        (token, MirrorKind.SUCCESSOR if kind == MirrorKind.WEB_MIRROR and _moves_to(token, sites, offer) else kind)
        for token, kind in kept
    ]
    # Nobody moves to a page: "We have a new sticker: news.example/sticker.html". The page's own address is news only
    # among others, and where the outlet has moved there.
    kept = [
        (token, kind)
        for token, kind in kept
        if (is_home(token, offer) if kind == MirrorKind.SUCCESSOR else len(kept) > 1 or not outlet.is_own(token.host))
    ]
    if not found.trigger.firm and not any(_fits(token, kind, offer) for token, kind in kept):
        return []
    if found.note or found.trigger.firm:
        return [*kept, *_channels_beside(offer)]
    return [(token, kind) for token, kind in kept if _fits(token, kind, offer)]


def is_something_else(token: Token, kind: str, offer: Offer) -> bool:
    """Return whether the words around an address tell that it is lost, somebody else's, or no site."""
    return (
        _is_server_of_software(token, offer)
        or is_left_behind(token, offer.announcement, offer.outlet)
        or _is_of_others(token, offer)
        or _is_page_of_others(token, kind, offer)
        or _is_code(token, offer)
    )


def _moves_to(token: Token, sites: int, offer: Offer) -> bool:
    found, outlet = offer.announcement, offer.outlet
    return is_successor(token, sites, found, outlet) or has_arrived(token, found, outlet)


def _channels_beside(offer: Offer) -> list[tuple[Token, str]]:
    """Return the channels in a sentence that tells what to do if the site is blocked, in whatever words."""
    trigger = offer.announcement.trigger
    if trigger.role != "hint" or trigger.language.lists["if"].search(fold(trigger.sentence)) is None:
        return []
    kinds = [(token, token.kind) for token in offer.announcement.tokens]
    return [
        (token, kind)
        for token, kind in kinds
        if kind == MirrorKind.CHANNEL
        and fold(token.printed or token.name or "") in fold(offer.announcement.reach)
        and not is_refused(token.url, token.host, offer.outlet.hosts)
    ]


def claim_of(token: Token, kind: str, offer: Offer) -> MirrorAddress:
    """Return the claim that *token* makes."""
    trigger = offer.announcement.trigger
    if token.host == offer.outlet.host:
        confidence = CIRCULAR
    elif token.differs:
        confidence = DIFFERING
    elif not trigger.firm:
        confidence = WEAK
    elif trigger.role == "label":
        confidence = LABELLED
    else:
        confidence = AGREEING if token.printed and token.href else PLAIN
    return MirrorAddress(
        kind=kind,
        address=token.url,
        host=token.host,
        name=token.name,
        printed=token.printed,
        href=token.href,
        scope=_scope(token, kind, offer),
        phrase=trigger.sentence,
        evidence="link" if token.href is not None else "text",
        confidence=confidence,
    )


def _is_offered(token: Token, kind: str, offer: Offer) -> bool:
    """Whether a link without a printed address is one of the addresses that are announced, not just a link nearby."""
    trigger = offer.announcement.trigger
    if kind == MirrorKind.CHANNEL and trigger.role != "hint":
        told = fold(token.printed or token.name or "")
        # "Read us at X and in our channel Y", but not "Mirror: X. Telegram: Y".
        return told in fold(trigger.sentence) or _offers_channels(offer.announcement)
    if token.printed is not None:
        return kind not in STORES or trigger.role != "hint"
    if offer.outlet.owns(token.host) and kind != MirrorKind.APP:
        return False
    if trigger.role == "hint":
        return is_same_page(token, offer.page_url)
    if kind == MirrorKind.WEB_MIRROR:
        return _is_told_in_words(token, offer)
    return True


def is_home(token: Token, offer: Offer) -> bool:
    """Whether the address is of a whole site, of the page itself, or of a folder with the outlet's name."""
    path = urlsplit(token.url).path
    named = offer.outlet.is_named_in(fold(unquote(path)))
    return named or HOME.fullmatch(path) is not None or is_same_page(token, offer.page_url)


def _offers_channels(found: Announcement) -> bool:
    """Whether the outlet is to be followed elsewhere, and does not just have its icons here."""
    trigger = found.trigger
    if trigger.role in {"channel", "blocked", "instead"} or (trigger.role == "successor" and not trigger.by_rule):
        return True
    lists, told = trigger.language.lists, fold(trigger.sentence)
    if ends_open(trigger.sentence) and found.note and any(is_place(one) for one in found.tokens):
        return True
    words = ("blocked", "unblock")
    return trigger.firm and found.note and any(lists[key].search(told) for key in words)


def is_place(token: Token) -> bool:
    """Return whether only outlets that are blocked have such addresses in their lists."""
    return token.kind in {*BY_PLACE, MirrorKind.CDN, MirrorKind.BUCKET}


def _is_told_in_words(token: Token, offer: Offer) -> bool:
    """Whether a link's text or its host tells that it leads to another address of the outlet."""
    found, outlet = offer.announcement, offer.outlet
    trigger = found.trigger
    # "Report: how mirrors work" is a page of somebody, not an address of the outlet.
    if not is_home(token, offer):
        return False
    told = token.host in hosts().code or any(word in fold(token.name or "") for word in offer.table.link_words)
    if told or not found.note:
        return told
    ours = _is_ours(token, found)
    if ours is not None:
        return ours and trigger.firm and trigger.subject
    alike = outlet.is_twin(token.host) if trigger.by_rule and not trigger.subject else _resembles(token, outlet)
    # "Our new address is 14 Ropewalk, above the Ropewalk Bakery."
    return alike or (trigger.firm and not trigger.by_rule and not is_name(token.name or "", outlet, trigger.language))


def _is_ours(token: Token, found: Announcement) -> bool | None:
    """Whether a link that is called the outlet's leads to it: "our blog", and not "our books"; None for others."""
    language, name = found.trigger.language, fold(token.name or "")
    if language.we.search(name) is None:
        return None
    place = token.host.endswith(hosts().blogs) or any(language.lists[key].search(name) for key in LABELS)
    return place and name in fold(found.reach) and language.refuse.search(name) is None


def _is_of_others(token: Token, offer: Offer) -> bool:
    """Whether a sentence after the announcement has the address, about something else: "Visit our shop at X"."""
    trigger = offer.announcement.trigger
    told = token.printed or token.name or ""
    holding = (sentence for _, sentence in sentences_of(offer.announcement.reach) if told in sentence)
    sentence = next(holding, None) if told else None
    if sentence is None or trigger.sentence in sentence:
        # "Send us documents over Tor": a place for sources.
        hidden = token.kind in BY_PLACE
        return hidden and trigger.language.contact.search(fold(trigger.sentence)) is not None
    rest = without_addresses(fold(sentence))
    for name in [one.name for one in offer.announcement.tokens if one.name and one.kind in STORES]:
        rest = rest.replace(fold(name), " ")
    lists = trigger.language.lists
    # "Our advertising agency: X" is something else that the outlet has.
    label = fold(sentence.partition(told)[0]).rstrip()
    plain = token.kind == MirrorKind.WEB_MIRROR
    if (
        plain
        and label.endswith(":")
        and lists["we"].search(label)
        and not any(lists[key].search(label) for key in LABELS)
    ):
        # "Here we are: X" has no more than a word for "we".
        return re.search(r"\w", lists["we"].sub(" ", label)) is not None
    # "Open X in Tor Browser, or get our app from Y without a shop".
    of_others = token.kind not in FILES and refuses(rest, offer.outlet, trigger.language)
    return of_others or trigger.language.contact.search(rest) is not None


def _is_server_of_software(token: Token, offer: Offer) -> bool:
    """Whether the host is called like those that keep copies of software, and nothing in it is the outlet's."""
    first, _, rest = token.host.partition(".")
    return first.rstrip("0123456789") in hosts().servers and "." in rest and not _resembles(token, offer.outlet)


def _is_code(token: Token, offer: Offer) -> bool:
    """Whether the address is of somebody's programs: the outlet's copy has its name, or is told of as a mirror."""
    if token.host not in hosts().code:
        return False
    lists, told = offer.announcement.trigger.language.lists, fold(offer.announcement.note_text)
    offered = any(lists[key].search(told) for key in ("mirror", "unblock"))
    return token.url.count("/") < CODE_SLASHES or not (offered and _resembles(token, offer.outlet))


def _is_page_of_others(token: Token, kind: str, offer: Offer) -> bool:
    """Whether a sentence after one about blocks leads to a page of an unlike site: "Give at helpers.example/news"."""
    trigger, outlet = offer.announcement.trigger, offer.outlet
    if kind != MirrorKind.WEB_MIRROR or not (trigger.by_rule or trigger.role in UNSAID):
        return False
    if (token.printed or token.name or "") in trigger.sentence or ends_open(trigger.sentence):
        return False
    home = HOME.fullmatch(urlsplit(token.url).path) or is_same_page(token, offer.page_url)
    return not home and not outlet.is_like(token.host)


def _fits(token: Token, kind: str, offer: Offer) -> bool:
    """Whether the address is likely the outlet's even where the words say little."""
    trigger, outlet = offer.announcement.trigger, offer.outlet
    same, bare = outlet.owns(token.host), outlet.is_own(token.host)
    if kind in STORES or bare or (same and (token.printed is None or trigger.role == "hint")):
        return False
    if kind in BY_PLACE and (trigger.subject or trigger.brief):
        return True
    if kind in SHARED:
        # "A copy of this article is stored at X", and X ends in the name of the page.
        return _resembles(token, outlet) or (trigger.role == "article" and is_same_page(token, offer.page_url))
    firmly = trigger.role != "hint" and trigger.subject
    alike = _resembles(token, outlet) if firmly else outlet.is_twin(token.host)
    return alike or is_same_page(token, offer.page_url)


def _resembles(token: Token, outlet: Outlet) -> bool:
    return outlet.is_like(token.host, unquote(urlsplit(token.url).path))


def is_same_page(token: Token, page_url: str) -> bool:
    """Whether the path is that of the page, or ends in the same name."""
    path, own = (PAGE_FILE.sub("", urlsplit(url).path).strip("/") for url in (token.url, page_url))
    slug = own.rsplit("/", 1)[-1]
    fragment = PAGE_FILE.sub("", urlsplit(token.url).fragment).strip("/!")
    if not own:
        return False
    same = own in {path, fragment} or path.endswith(f"/{own}") or fragment.endswith(f"/{own}")
    return same or (len(slug) >= LEAST_SLUG_CHARS and slug in {path.rsplit("/", 1)[-1], fragment.rsplit("/", 1)[-1]})


def _scope(token: Token, kind: str, offer: Offer) -> str:
    trigger = offer.announcement.trigger
    if kind in STORES:
        return MirrorScope.SITE
    path = urlsplit(token.url).path
    if FEED_FILE.search(path):
        return MirrorScope.FEED
    root = path in ROOTS and "#" not in token.url
    told = without_addresses(fold(offer.announcement.note_text))
    of_this = trigger.role == "article" or trigger.language.lists["article"].search(told) is not None
    # The same word is a section of a site and a channel of a messenger in some languages.
    sectional = kind not in BY_PLACE and not any(one.kind == MirrorKind.CHANNEL for one in offer.announcement.tokens)
    sectional = sectional and trigger.language.section.search(told) is not None
    # The page of a section is a folder.
    same = is_same_page(token, offer.page_url) and not (sectional and path.endswith("/") and not of_this)
    if same or (of_this and not root):
        return MirrorScope.ARTICLE
    if trigger.language.feed.search(told):
        return MirrorScope.FEED
    return MirrorScope.SECTION if sectional else MirrorScope.SITE
