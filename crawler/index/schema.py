"""The tables, as the newest migration leaves them. A test holds the two together."""

from __future__ import annotations

from sqlalchemy import (
    DDL,
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
    event,
)

REVISIONS = ("0001", "0002", "0003", "0005", "0006", "0007", "0008", "0009")
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
    Column("place", Text),
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
    Column("opt_outs", Text),
    Index(None, "surt", "captured_at"),
    Index(None, "host_id", "captured_at"),
    Index(None, "payload_digest"),
    Index(None, "file_id", "offset"),
)
# Few captures come from another address than the one that was wanted: the others cost nothing here.
WANTED = CAPTURE.c.requested_surt.is_not(None)
Index(None, CAPTURE.c.requested_surt, CAPTURE.c.captured_at, sqlite_where=WANTED, postgresql_where=WANTED)
REPEATS = CAPTURE.c.refers_to.is_not(None)
Index(None, CAPTURE.c.refers_to, sqlite_where=REPEATS, postgresql_where=REPEATS)

# One article at all its addresses and in all its versions: what is searched, listed and counted by day. It follows from
# the articles. Of readings of one capture only the last belongs to a story.
STORY = Table(
    "story",
    METADATA,
    Column("id", Key, primary_key=True),
    Column("name", LargeBinary, nullable=False, unique=True),
    Column("article_id", BigInteger, nullable=False),
    Column("outlet", Text),
    Column("language", Text),
    Column("published_at", BigInteger),
    Column("first_seen_at", BigInteger),
    Column("seen_at", BigInteger),
    Column("photos", Integer, nullable=False),
    Column("told", LargeBinary, nullable=False),
    Index(None, "published_at"),
    Index(None, "first_seen_at"),
    Index(None, "outlet", "published_at"),
)
WORDS_SQLITE = (
    """CREATE VIRTUAL TABLE story_words USING fts5(headline, lead, body, earlier, content='',
    tokenize = "ascii tokenchars '@=|'")""",
)
WORDS_POSTGRESQL = (
    "CREATE TABLE story_words (story_id BIGINT PRIMARY KEY REFERENCES story (id), words TSVECTOR NOT NULL)",
    "CREATE INDEX ix_story_words_words ON story_words USING gin (words)",
)
"""What the databases search in, each its own way: SQLAlchemy knows neither kind of table."""
for dialect, statements in (("sqlite", WORDS_SQLITE), ("postgresql", WORDS_POSTGRESQL)):
    for statement in statements:
        event.listen(STORY, "after_create", DDL(statement).execute_if(dialect=dialect))  # type: ignore[no-untyped-call,unused-ignore]  # its own

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
    Column("story_id", BigInteger),
    Column("template", Text),
    UniqueConstraint("record_id", "reader"),
    # PostgreSQL has no room for a long address in an index that sorts.
    Index(None, "url", postgresql_using="hash"),
    Index(None, "canonical_url", postgresql_using="hash"),
    Index(None, "outlet", "published_at"),
    Index(None, "outlet", "key"),
    Index(None, "story_id"),
    Index(None, "outlet", "template"),
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

# What feeds and sitemaps announced: worked out from their captures when it is asked for, and kept here so that each is
# parsed once. No part of `dump`: it follows from the captures, and comes back when it is asked for again.
LISTING = Table(
    "listing",
    METADATA,
    Column("id", Key, primary_key=True),
    Column("surt", Sortable, nullable=False, unique=True),
    Column("url", Text, nullable=False),
    Column("is_section", Boolean, nullable=False),
)

LISTING_LOOK = Table(
    "listing_look",
    METADATA,
    Column("id", Key, primary_key=True),
    Column("record_id", LargeBinary, nullable=False, unique=True),
    Column("listing_id", Key, ForeignKey("listing.id"), nullable=False),
    Column("looked_at", BigInteger, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("flaw", Text),
    Index(None, "listing_id", "looked_at"),
)

ANNOUNCED = Table(
    "announced",
    METADATA,
    Column("id", Key, primary_key=True),
    Column("listing_id", Key, ForeignKey("listing.id"), nullable=False),
    Column("surt", Sortable, nullable=False),
    Column("url", Text, nullable=False),
    Column("host", Sortable, nullable=False),
    Column("first_at", BigInteger, nullable=False),
    Column("announced_at", BigInteger, nullable=False),
    UniqueConstraint("listing_id", "surt"),
    Index(None, "host", "announced_at"),
)

LISTING_MARK = Table(
    "listing_mark",
    METADATA,
    Column("id", Key, primary_key=True),
    Column("capture_id", BigInteger, nullable=False),
)

# What a person has had hidden: every act, and the captures that follow from those that stand, with what tells where
# they were. The log beside the index says the same (`crawler.archive.redactions.log`).
REDACTION = Table(
    "redaction",
    METADATA,
    Column("id", Key, primary_key=True),
    Column("act_id", Text, nullable=False, unique=True),
    Column("at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("target_kind", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("done_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

HIDDEN = Table(
    "hidden",
    METADATA,
    Column("id", Key, primary_key=True),
    Column("record_id", LargeBinary, nullable=False, unique=True),
    Column("surt", Sortable),
    Column("requested_surt", Sortable),
    Column("captured_at", BigInteger),
    Index(None, "surt"),
    Index(None, "requested_surt"),
)
