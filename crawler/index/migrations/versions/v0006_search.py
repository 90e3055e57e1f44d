"""Stories, and the words by which they are found. Articles are put into them when the migrations are done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORDS = {
    "sqlite": (
        """CREATE VIRTUAL TABLE story_words USING fts5(headline, lead, body, earlier, content='',
        tokenize = "ascii tokenchars '@=|'")""",
    ),
    "postgresql": (
        "CREATE TABLE story_words (story_id BIGINT PRIMARY KEY REFERENCES story (id), words TSVECTOR NOT NULL)",
        "CREATE INDEX ix_story_words_words ON story_words USING gin (words)",
    ),
}


def upgrade() -> None:
    op.create_table(
        "story",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("article_id", sa.BigInteger(), nullable=False),
        sa.Column("outlet", sa.Text()),
        sa.Column("language", sa.Text()),
        sa.Column("published_at", sa.BigInteger()),
        sa.Column("first_seen_at", sa.BigInteger()),
        sa.Column("seen_at", sa.BigInteger()),
        sa.Column("photos", sa.Integer(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_story"),
        sa.UniqueConstraint("name", name="uq_story_name"),
    )
    op.create_index("ix_story_published_at", "story", ["published_at"])
    op.create_index("ix_story_first_seen_at", "story", ["first_seen_at"])
    op.create_index("ix_story_outlet_published_at", "story", ["outlet", "published_at"])
    for statement in WORDS[op.get_context().dialect.name]:
        op.execute(statement)
    op.add_column("article", sa.Column("story_id", sa.BigInteger()))
    op.create_index("ix_article_story_id", "article", ["story_id"])
