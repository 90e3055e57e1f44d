"""Looking at a few addresses because a person asked to, without archiving: `microfiche discover`, `outlets check`."""

from crawler.fetch.look.ask import Ask, Look
from crawler.fetch.look.check import Check
from crawler.fetch.look.discovery import Discovery
from crawler.fetch.look.spider import LookSpider, look_settings

__all__ = ["Ask", "Check", "Discovery", "Look", "LookSpider", "look_settings"]
