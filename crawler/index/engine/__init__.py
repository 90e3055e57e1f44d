"""The database behind the index: connections to it, and what its errors mean for a person."""

from crawler.index.engine.connections import ASLEEP_S, Kept, clear_errors, libpq_arguments, open_engine, url_of, writing

__all__ = ["ASLEEP_S", "Kept", "clear_errors", "libpq_arguments", "open_engine", "url_of", "writing"]
