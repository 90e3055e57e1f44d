"""What a person has had hidden, as the archive keeps it: the log, and the index that follows it."""

from crawler.archive.redactions.log import FILE, follow_log, keep_known, logged_acts, redact, redaction_flaws

__all__ = ["FILE", "follow_log", "keep_known", "logged_acts", "redact", "redaction_flaws"]
