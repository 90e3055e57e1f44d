"""Show a page as it was: replay in a browser, Memento and CDX.

Nothing archived runs, and nothing asks the live web.
"""
