"""Alarms as pure functions of what was seen: nothing of the index, the network or the clock."""

from crawler.coverage.alarms.alarm import Alarm, AlarmKind
from crawler.coverage.alarms.every import History, alarms_of
from crawler.coverage.alarms.fields import Reading, field_alarms, reading_of
from crawler.coverage.alarms.lists import list_alarms
from crawler.coverage.alarms.quiet import Count, quiet_alarms
from crawler.coverage.alarms.templates import template_alarms

__all__ = [
    "Alarm",
    "AlarmKind",
    "Count",
    "History",
    "Reading",
    "alarms_of",
    "field_alarms",
    "list_alarms",
    "quiet_alarms",
    "reading_of",
    "template_alarms",
]
