"""The values everybody may import: Exchange, Capture, Article, Photo, MirrorAddress, Outlet, Seed, Scope, Template."""

from crawler.model.article import UNCONFIRMED, Article, Photo, TextBlock, may_be_image
from crawler.model.capture import Capture, CaptureState, Content, Truncation
from crawler.model.exchange import Exchange, TlsFacts, Unreached
from crawler.model.hours import Hours
from crawler.model.mirror import MirrorAddress, MirrorKind, MirrorScope
from crawler.model.outlet import HostKind, Outlet, OutletHost, Rewrite
from crawler.model.site import Scope, Seed, SeedKind, Template
from crawler.model.votes import SeenClaim, Standing, VotedClaim, voted

__all__ = [
    "UNCONFIRMED",
    "Article",
    "Capture",
    "CaptureState",
    "Content",
    "Exchange",
    "HostKind",
    "Hours",
    "MirrorAddress",
    "MirrorKind",
    "MirrorScope",
    "Outlet",
    "OutletHost",
    "Photo",
    "Rewrite",
    "Scope",
    "Seed",
    "SeedKind",
    "SeenClaim",
    "Standing",
    "Template",
    "TextBlock",
    "TlsFacts",
    "Truncation",
    "Unreached",
    "VotedClaim",
    "may_be_image",
    "voted",
]
