"""Our own pages: nothing archived is part of them but text."""
