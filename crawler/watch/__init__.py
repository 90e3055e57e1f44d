"""Watching an archive: metrics, health, and who is told of alarms."""
