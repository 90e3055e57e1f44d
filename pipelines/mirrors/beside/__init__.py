"""Announcements that are found by their addresses: what stands beside one that is, or may be, the outlet's."""
