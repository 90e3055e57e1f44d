"""What an element's tag, class and id say about the text below it, as one number with a bit for each thing said."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_NAMES = {
    "comment": "comment comments commentlist disqus respond reply replies discussion thread forum message messages "
    "hubpeek",
    "related": "related relatedarticles relatedposts relateds relacionadas relacionados correlati recommended "
    "recommend recommendation recommendations recirc recirculation teaser teasers popular latest trending "
    "mostread more readmore seealso taboola outbrain ob next prev previous similar card cards grid "
    "carousel slider upnext dossier vorschau",
    "share": "share shares sharing sharethis social socials socialmedia addthis addtoany sharedaddy follow toolbar "
    "tools",
    "promo": "ad ads adv advert advertisement advertising adslot adsbygoogle dfp promo promos promoted promotion "
    "sponsor sponsored newsletter newsletters subscribe subscriber subscription subscriptions paywall "
    "regwall piano signup signin register login cta donate donation offer banner popup modal app download "
    "shop product price buy affiliate",
    "author": "author authors authorbox authorbio bio biography byline writer contributor profile autor auteur autore",
    "caption": "caption captions wpcaption imagecaption figcaption credit credits copyright photo image picture "
    "gallery slideshow figure legend media video player",
    "meta": "meta postmeta entrymeta date dateline time timestamp tag tags taglist keywords topics topic category "
    "categories breadcrumb breadcrumbs kicker rating ratings views info published updated",
    "navigation": "nav navbar navigation menu menus megamenu pager pagenav pagination paging prevnext toc skip search "
    "sidebar sidebars rail widget widgets foot footer bottom header masthead",
    "legal": "cookie cookies cookiebot consent gdpr privacy onetrust legal disclaimer colophon cmp optanon hide "
    "hidden sr visuallyhidden screen",
    "box": "infobox infokasten kasten factbox fact facts fakta faktabox faktaboks box aside summary highlights "
    "keypoints takeaways key callout note notes notice warning tip expandable accordion faq pullquote "
    "quote",
    "live": "live liveblog poll quiz timeline ticker results score embed twitter tweet instagram",
    "good": "article articlebody body content story storybody entry post text main articletext richtext wysiwyg "
    "copy prose paragraph paragraphs artikel texte cuerpo corpo contenido",
    "lead": "standfirst lead lede intro introduction dek deck chapo vorspann teaserlead sapo ingress subtitle "
    "subhead subheading subheadline summary abstract excerpt description kicker entradilla bajada "
    "sottotitolo catenaccio",
}
_TAGS = "article main aside footer nav header figure li table form blockquote section dl details ul"
MARKS = (*_NAMES, *_TAGS.split(), "itemprop")
"""What is said, in the order of the bits."""
_BIT = {name: 1 << at for at, name in enumerate(MARKS)}
_BIT_OF_TAG = {tag: _BIT[tag] for tag in _TAGS.split()} | {
    "figcaption": _BIT["figure"],
    "ol": _BIT["ul"],
    "dd": _BIT["li"],
    "dt": _BIT["li"],
    "fieldset": _BIT["form"],
    "label": _BIT["form"],
    "button": _BIT["form"],
    "menu": _BIT["nav"],
    "td": _BIT["table"],
    "th": _BIT["table"],
}
_BITS_OF_WORD: dict[str, int] = {}
for _name, _words in _NAMES.items():
    for _word in _words.split():
        _BITS_OF_WORD[_word] = _BITS_OF_WORD.get(_word, 0) | _BIT[_name]
MARKING = frozenset(_BITS_OF_WORD)
"""Words of class and id that say something."""


def marks_of(tag: str, itemprop: str | None) -> int:
    """Return what an element says by its tag and itemprop, a bit for each of `MARKS`."""
    return _BIT_OF_TAG.get(tag, 0) | (_BIT["itemprop"] if itemprop == "articleBody" else 0)


def marks_of_words(words: Iterable[str]) -> int:
    """Return what an element says by the *words* of its class and id, a bit for each of `MARKS`."""
    found = 0
    for word in words:
        found |= _BITS_OF_WORD.get(word, 0)
    return found
