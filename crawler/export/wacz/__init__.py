"""WACZ packages: WARC files, their index, a list of pages, and sums of it all in one zip file."""
