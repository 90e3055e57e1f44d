"""An archive in the place of the web: spiders run over it, and nothing is asked of anybody."""

from crawler.fetch.archived.turning import Replay, turn_to_archive

__all__ = ["Replay", "turn_to_archive"]
