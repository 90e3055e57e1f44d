"""Memento (RFC 7089): TimeGate, TimeMaps, and the availability question of the Wayback Machine."""
