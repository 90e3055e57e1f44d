"""The zip file of a package: one member after the other, with its sum, and a state from which it goes on."""

from __future__ import annotations

import hashlib
import zipfile
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import IO, TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

LARGE_BYTES = 1 << 30
HAS_EXTRA = b"\x35\xd9\0\0"
"""An empty extra field (of padding) for the directory. ReplayWeb.page takes a member without one in the directory for a
member without one in its header, where sizes of 64 bits are such a field: it would read 20 bytes beside."""
EARLIEST_YEAR = 1980
"""A zip file tells no earlier time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One whole member of a package."""

    name: str
    size_bytes: int
    sha256: str
    offset: int
    """Where its header begins in the zip file."""
    packed_bytes: int
    crc: int
    method: int
    is_large: bool
    """Whether its header has room for sizes of 64 bits."""


class Package:
    """A zip file that grows by members. *file* stands where the members of *state* end."""

    def __init__(self, file: IO[bytes], *, made_at: datetime, state: list[dict[str, Any]]) -> None:
        at = made_at.timetuple()[:6]
        self._at = at if at[0] >= EARLIEST_YEAR else (EARLIEST_YEAR, 1, 1, 0, 0, 0)
        self._zip = zipfile.ZipFile(file, "w", allowZip64=True)
        self.members: list[Member] = []
        for each in state:
            member = Member(**each)
            # The list is the zip file's own: what it holds is written to the directory at the end.
            self._zip.infolist().append(self._info(member))
            self.members.append(member)

    @property
    def state(self) -> list[dict[str, Any]]:
        """What `__init__` takes, as JSON."""
        return [asdict(member) for member in self.members]

    @contextmanager
    def member(self, name: str, *, most_bytes: int = 0, is_packed: bool = False) -> Iterator[Summing]:
        """Yield what is written into the member *name*; with *is_packed* it is compressed, else it stands as it is.

        Readers get at WARC files and indexes by their place in the zip file, so these stand as they are. *most_bytes*:
        about how large it can become.
        """
        is_large = most_bytes >= LARGE_BYTES
        info = zipfile.ZipInfo(name, self._at)
        info.compress_type = zipfile.ZIP_DEFLATED if is_packed else zipfile.ZIP_STORED
        info.external_attr = 0o644 << 16
        with self._zip.open(info, "w", force_zip64=is_large) as target:
            summing = Summing(target)
            yield summing
        info.extra = HAS_EXTRA if is_large else b""
        self.members.append(
            Member(
                name=name,
                size_bytes=info.file_size,
                sha256=summing.sha256,
                offset=info.header_offset,
                packed_bytes=info.compress_size,
                crc=info.CRC,
                method=info.compress_type,
                is_large=is_large,
            )
        )

    def close(self) -> None:
        """Write the directory of the zip file; the file itself stays open."""
        self._zip.close()

    def abandon(self) -> None:
        """Let go of the file without a directory: else the zip file would write one when it is collected."""
        self._zip.fp = None

    def _info(self, member: Member) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(member.name, self._at)
        info.compress_type = member.method
        info.external_attr = 0o644 << 16
        info.header_offset, info.CRC = member.offset, member.crc
        info.file_size, info.compress_size = member.size_bytes, member.packed_bytes
        if member.is_large:
            info.extract_version = info.create_version = zipfile.ZIP64_VERSION
            info.extra = HAS_EXTRA
        return info


class Summing:
    """What is written into one member."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self._sha256 = hashlib.sha256()
        self.size_bytes = 0

    @property
    def sha256(self) -> str:
        return self._sha256.hexdigest()

    def write(self, data: bytes) -> int:
        self._sha256.update(data)
        self.size_bytes += len(data)
        return self._target.write(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return
