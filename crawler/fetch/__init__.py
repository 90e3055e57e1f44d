"""Scrapy's side: wire capture, the add-on that turns the archive on, discovery, progress."""
