# What our tests use of warcio, which ships no types.

from collections.abc import Iterator
from typing import IO

from warcio.recordloader import ArcWarcRecord

class ArchiveIterator:
    def __init__(
        self, fileobj: IO[bytes], no_record_parse: bool = False, verify_http: bool = False, check_digests: bool = False
    ) -> None: ...
    def __iter__(self) -> Iterator[ArcWarcRecord]: ...
    def get_record_offset(self) -> int: ...
    def get_record_length(self) -> int: ...
