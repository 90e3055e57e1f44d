"""The values everybody may import: Exchange, Capture, Article, Photo, MirrorAddress, Seed, Scope, Template."""

from crawler.model.article import Article, Photo, TextBlock
from crawler.model.capture import Capture, Content, Truncation
from crawler.model.exchange import Exchange, TlsFacts
from crawler.model.mirror import MirrorAddress, MirrorKind, MirrorScope
from crawler.model.site import Scope, Seed, SeedKind, Template

__all__ = [
    "Article",
    "Capture",
    "Content",
    "Exchange",
    "MirrorAddress",
    "MirrorKind",
    "MirrorScope",
    "Photo",
    "Scope",
    "Seed",
    "SeedKind",
    "Template",
    "TextBlock",
    "TlsFacts",
    "Truncation",
]
