"""What an answer wishes not to be done with it, as it says by itself (docs/politeness.md#opt-outs)."""

from crawler.page.wishes.wishes import TDM, opt_outs_of, reserved_by_list

__all__ = ["TDM", "opt_outs_of", "reserved_by_list"]
