"""What an answer is in truth: a page of its site, or a seizure notice, a block page, a parked domain, a wall."""

from crawler.page.state.recognise import Recognised, recognise

__all__ = ["Recognised", "recognise"]
