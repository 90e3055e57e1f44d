"""The credit of a photo: where in a line it stands, and the names in it."""
