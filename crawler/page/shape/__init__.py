"""The structure of a page apart from what it says."""

from crawler.page.shape.fingerprint import fingerprint, shape_of

__all__ = ["fingerprint", "shape_of"]
