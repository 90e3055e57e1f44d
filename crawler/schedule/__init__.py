"""Scheduled crawl jobs: when each outlet is due, and the workers that crawl them.

One outlet's crawl is one job and one process; at most one runs for an outlet, on however many machines.
"""

from __future__ import annotations

from crawler.schedule.job import Job, JobState
from crawler.schedule.plan import Plan
from crawler.schedule.rhythm import Cron, Every, Rhythm
from crawler.schedule.store import Store

__all__ = ["Cron", "Every", "Job", "JobState", "Plan", "Rhythm", "Store"]
