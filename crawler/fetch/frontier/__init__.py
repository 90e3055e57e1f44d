"""The frontier of a job: what is still to be fetched, and what is known, on disk and safe from a kill."""

from crawler.fetch.frontier.job import Job, job_name, look_at_job
from crawler.fetch.frontier.journal import Journal, Place
from crawler.fetch.frontier.memory import KNOWN_AS, JournalMemory, Memory, list_name

__all__ = ["KNOWN_AS", "Job", "Journal", "JournalMemory", "Memory", "Place", "job_name", "list_name", "look_at_job"]
