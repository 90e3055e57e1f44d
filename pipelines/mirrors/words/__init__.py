"""The words by which addresses are announced, read from tables and made ready for matching."""
