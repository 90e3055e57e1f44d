"""Announcements in words that no list foresees: what speaks for an address is weighed together."""
