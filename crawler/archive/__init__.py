"""WARC files and index as one thing: keep, rebuild, verify. The one place that knows the order of writing."""

from crawler.archive.archive import Archive, Closing
from crawler.archive.folder import check_folder, open_for_reading, prepare_folder, warc_files

__all__ = ["Archive", "Closing", "check_folder", "open_for_reading", "prepare_folder", "warc_files"]
