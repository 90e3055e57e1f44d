"""WARC files that somebody else has written: where they came from, and what was wrong with them when they came."""
