"""Reading archived captures again: what today's reader makes of them, and what that changes."""
