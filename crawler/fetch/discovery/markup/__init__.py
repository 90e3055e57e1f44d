"""Lists that are XML, read although they are broken."""
