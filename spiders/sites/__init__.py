"""Sites with a file of their own; nothing here imports a neighbour."""
