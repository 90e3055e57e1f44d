"""Full text search: the same words found in SQLite (FTS5) and in PostgreSQL."""
