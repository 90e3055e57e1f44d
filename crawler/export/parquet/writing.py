"""One Parquet file after the other: rows gathered into groups, each file durable before it is counted."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Self

from crawler.errors import BadSetting

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.export.parquet.tables import Columns, Row

GROUP_ROWS = 20_000
GROUP_CHARS = 32 << 20
"""A group of rows is written when it has so many rows, or so much text."""


def arrow() -> Any:
    """Return pyarrow. Raises `BadSetting` where it is not installed."""
    try:
        import pyarrow as pa
        import pyarrow.parquet  # it becomes an attribute of pyarrow
    except ImportError as err:
        raise BadSetting("parquet", "needs pyarrow, which is not installed: pip install 'microfiche[export]'") from err
    return pa


class Table:
    """One file that is being written; nothing is written before its first row."""

    def __init__(self, path: Path, columns: Columns) -> None:
        self._path = path
        self._columns = columns
        self._writer: Any = None
        self._rows: list[Row] = []
        self._chars = 0
        self.count = 0

    def add(self, row: Row) -> None:
        """Add *row*; a column that it leaves out is null. Raises OSError."""
        self._rows.append(row)
        self.count += 1
        self._chars += sum(_chars(value) for value in row.values())
        if len(self._rows) >= GROUP_ROWS or self._chars >= GROUP_CHARS:
            self._write()

    def close(self) -> None:
        """Write what waits and make the file durable. Raises OSError."""
        self._write()
        if self._writer is None:
            return
        self._writer.close()
        self._writer = None
        fd = os.open(self._path, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)

    def _write(self) -> None:
        if not self._rows:
            return
        pa = arrow()
        if self._writer is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = pa.parquet.ParquetWriter(self._path, schema(self._columns), compression="zstd")
        rows = [{name: _plain(value) for name, value in row.items()} for row in self._rows]
        self._writer.write_table(pa.Table.from_pylist(rows, schema=schema(self._columns)))
        self._rows, self._chars = [], 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self.close()
        elif self._writer is not None:
            self._writer.close()


class Parts:
    """A table as files of a folder, each with *most_rows* rows at most: ``part-00000.parquet`` and so on."""

    def __init__(self, folder: Path, columns: Columns, *, most_rows: int) -> None:
        self._folder = folder
        self._columns = columns
        self._most_rows = most_rows
        self._table: Table | None = None
        self.count = 0

    def add(self, row: Row) -> None:
        """Add *row* behind those before; a column that it leaves out is null. Raises OSError."""
        if self._table is None:
            path = self._folder / f"part-{self.count // self._most_rows:05d}.parquet"
            self._table = Table(path, self._columns)
        self._table.add(row)
        self.count += 1
        if self.count % self._most_rows == 0:
            self.close()

    def close(self) -> None:
        """Make durable what was added. Raises OSError."""
        if self._table is not None:
            self._table.close()
            self._table = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if self._table is not None:
            self._table.__exit__(kind)
            self._table = None


def schema(columns: Columns) -> Any:
    """Return the Arrow schema of *columns*."""
    pa = arrow()
    kinds = {
        "text": pa.string(),
        "texts": pa.list_(pa.string()),
        "moment": pa.timestamp("us", tz="UTC"),
        "integer": pa.int64(),
        "small": pa.int16(),
        "real": pa.float64(),
        "truth": pa.bool_(),
    }
    return pa.schema([(name, kinds[kind]) for name, kind in columns.items()])


def _chars(value: Any) -> int:
    if isinstance(value, list):
        return sum(map(_chars, value))
    return len(value) if isinstance(value, str) else 0


def _plain(value: Any) -> Any:
    """Return *value* without halves of surrogate pairs, which are no UTF-8."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    return [_plain(each) for each in value] if isinstance(value, list) else value
