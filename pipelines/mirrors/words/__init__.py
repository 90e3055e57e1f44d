"""The words and phrases by which addresses are announced, read from tables and made ready for matching."""
