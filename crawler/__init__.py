"""The archive itself: capture, WARC, index, pages, replay, commands (docs/data-path.md)."""
