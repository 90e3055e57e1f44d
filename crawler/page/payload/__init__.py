"""Data that a page carries for its scripts."""

from crawler.page.payload.payload import RECOVERED, may_have_payload, payload_html, script_values

__all__ = ["RECOVERED", "may_have_payload", "payload_html", "script_values"]
