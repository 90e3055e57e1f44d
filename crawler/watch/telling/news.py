"""What is new about alarms: those that began, and those that are over. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

from crawler.schedule import JobState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from crawler.coverage import Report
    from crawler.schedule import Job

JOB = "job"
"""The kind of an alarm that a worker raises: the crawl of an outlet failed with all its tries."""
FIELDS = ("outlet", "kind", "subject", "text", "first_day")


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmNews:
    """One alarm that began, or is over."""

    is_over: bool = False
    outlet: str
    kind: str
    subject: str
    text: str
    first_day: str
    """ISO 8601."""
    evidence: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        """By which it is known again: one that goes on says something else every day."""
        return self.outlet, self.kind, self.subject

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {"state": "over" if self.is_over else "standing"}
        told |= {name: getattr(self, name) for name in FIELDS}
        return {**told, "evidence": list(self.evidence)}


def news_of(reports: Iterable[Report], told: Collection[AlarmNews]) -> list[AlarmNews]:
    """Return what *reports* say that nobody was *told* yet: what began first, then what is over."""
    reports = list(reports)
    standing = {
        news.key: news
        for report in reports
        for alarm in report.standing
        for news in [
            AlarmNews(
                outlet=report.site.name,
                kind=str(alarm.kind),
                subject=alarm.subject,
                text=alarm.text,
                first_day=alarm.first_day.isoformat(),
                evidence=tuple(alarm.evidence),
            )
        ]
    }
    known = {news.key for news in told}
    outlets = {report.site.name for report in reports}
    over = [_over(each) for each in told if each.outlet in outlets and each.kind != JOB and each.key not in standing]
    return [*(news for key, news in standing.items() if key not in known), *over]


def job_news(job: Job, told: Collection[AlarmNews]) -> list[AlarmNews]:
    """Return what the end of *job* says that nobody was *told* yet."""
    known = [each for each in told if (each.outlet, each.kind) == (job.outlet, JOB)]
    if job.state is not JobState.FAILED:
        return [_over(each) for each in known] if job.state is JobState.DONE else []
    if known:
        return []
    day = (job.ended_at or job.queued_at).astimezone(UTC).date().isoformat()
    text = f"the crawl failed: {'; '.join(filter(None, (job.reason, job.said))) or 'no reason was given'}"
    return [AlarmNews(outlet=job.outlet, kind=JOB, subject="", text=text, first_day=day)]


def _over(news: AlarmNews) -> AlarmNews:
    return AlarmNews(is_over=True, **{name: getattr(news, name) for name in FIELDS})
