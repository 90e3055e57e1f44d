"""The tables, as the newest migration leaves them. A test holds the two together."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

REVISIONS = ("0001", "0002")
"""Every schema this version understands, oldest first; the last is the one it works with."""

Key = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite takes only INTEGER as another name of the row id."""
Sortable = Text().with_variant(Text(collation="C"), "postgresql")
"""Compared byte by byte everywhere: CDXJ files and prefix searches rely on that order."""

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

HOST = Table(
    "host",
    METADATA,
    Column("id", Key, primary_key=True),
    Column("name", Sortable, nullable=False, unique=True),
)

WARC_FILE = Table(
    "warc_file",
    METADATA,
    Column("id", Key, primary_key=True),
    Column("name", Sortable, nullable=False, unique=True),
    Column("is_closed", Boolean, nullable=False),
    Column("size_bytes", BigInteger),
    Column("sha256", LargeBinary),
    Column("closed_at", BigInteger),
    Column("vantage", Text),
)

CAPTURE = Table(
    "capture",
    METADATA,
    Column("id", Key, primary_key=True),
    Column("record_id", LargeBinary, nullable=False, unique=True),
    Column("kind", SmallInteger, nullable=False),
    Column("url", Text, nullable=False),
    Column("surt", Sortable, nullable=False),
    Column("host_id", Key, ForeignKey("host.id"), nullable=False),
    Column("captured_at", BigInteger, nullable=False),
    Column("file_id", Key, ForeignKey("warc_file.id"), nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("length", BigInteger, nullable=False),
    Column("status", Integer),
    Column("mime", Text),
    Column("payload_digest", LargeBinary),
    Column("request_record_id", LargeBinary),
    Column("refers_to", LargeBinary),
    Column("truncated", Text),
    Column("ip_address", Text),
    Column("protocol", Text),
    Column("via", Text),
    Column("spider", Text),
    Column("fetch_ms", BigInteger),
    Column("state", Text),
    Column("requested_url", Text),
    Column("requested_surt", Sortable),
    Index(None, "surt", "captured_at"),
    Index(None, "host_id", "captured_at"),
    Index(None, "payload_digest"),
    Index(None, "file_id", "offset"),
)
# Few captures come from another address than the one that was wanted: the others cost nothing here.
WANTED = CAPTURE.c.requested_surt.is_not(None)
Index(None, CAPTURE.c.requested_surt, CAPTURE.c.captured_at, sqlite_where=WANTED, postgresql_where=WANTED)

# An article names its capture by record id, not by row: a capture that was lost from its file does not take the article
# with it, and the two may come in any order.
ARTICLE = Table(
    "article",
    METADATA,
    Column("id", Key, primary_key=True),
    Column("record_id", LargeBinary, nullable=False),
    Column("reader", Sortable, nullable=False),
    Column("url", Text, nullable=False),
    Column("canonical_url", Text),
    Column("outlet", Text),
    Column("headline", Text),
    Column("published_at", Text),
    Column("language", Text),
    Column("document", LargeBinary, nullable=False),
    Column("key", Text),
    UniqueConstraint("record_id", "reader"),
    Index(None, "url"),
    Index(None, "canonical_url"),
    Index(None, "outlet", "published_at"),
    Index(None, "outlet", "key"),
)

PHOTO = Table(
    "photo",
    METADATA,
    Column("id", Key, primary_key=True),
    Column("article_id", Key, ForeignKey("article.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("src", Text),
    Column("caption", Text),
    Column("credits", Text, nullable=False),
    Column("role", Text, nullable=False),
    UniqueConstraint("article_id", "position"),
)

MIRROR_CLAIM = Table(
    "mirror_claim",
    METADATA,
    Column("id", Key, primary_key=True),
    Column("article_id", Key, ForeignKey("article.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("address", Text),
    Column("host", Text),
    Column("name", Text),
    Column("printed", Text),
    Column("href", Text),
    Column("scope", Text, nullable=False),
    Column("phrase", Text),
    Column("evidence", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    UniqueConstraint("article_id", "position"),
    Index(None, "host"),
)
