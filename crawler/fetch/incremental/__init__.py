"""Only what is new or due is fetched: the archive is asked first, and answers for the rest."""
