"""The small newspaper that ships with the program, and the server that serves it."""
