"""When an address of an outlet fails, the next one is asked (docs/fail-over.md)."""
