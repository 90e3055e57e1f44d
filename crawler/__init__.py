"""The archive itself: capture, WARC, index, pages, replay, commands (docs/data-path.md)."""

__version__ = "0.1.0"
