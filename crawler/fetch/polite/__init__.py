"""How the crawler behaves as a guest: robots.txt and pace."""
