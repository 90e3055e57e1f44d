"""What is done to every article: one step a file."""
