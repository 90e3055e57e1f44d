"""Where WARC files are: on this disk, or in a store for objects. Nobody above this room asks which."""

from crawler.archive.places.files import WarcFiles
from crawler.archive.places.remote import RemoteWarc, size_of
from crawler.archive.places.store import Store

__all__ = ["RemoteWarc", "Store", "WarcFiles", "size_of"]
