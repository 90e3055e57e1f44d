"""Archives made by others: their files taken over, indexed, and their flaws told."""
