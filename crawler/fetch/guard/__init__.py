"""What a server cannot make a crawl do: connect to private addresses, unpack bombs (docs/hostile-servers.md)."""

from crawler.fetch.guard.connect import Door
from crawler.fetch.guard.refused import LoginRefused, Refused, check_no_login
from crawler.fetch.guard.rules import Guard, place_of

__all__ = ["Door", "Guard", "LoginRefused", "Refused", "check_no_login", "place_of"]
