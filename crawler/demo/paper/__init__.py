"""The insides of the demo newspaper: stories, pictures, page templates, lists and feeds."""
