"""The archive handed on, in forms that other programs read. What it takes in again is `crawler.importing`."""
