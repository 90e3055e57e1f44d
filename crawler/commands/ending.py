"""What follows a crawl: its alarms looked for and told, its summary kept, its metrics written.

The crawl is over and kept by then: whatever fails here is one line, and changes nothing about it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from crawler.commands.exit_codes import Exit
from crawler.commands.summary import alarm_line, coverage_of, stat, summary_line
from crawler.config import ArchiveConfig
from crawler.errors import ArchiveError, reason_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scrapy.crawler import Crawler

    from crawler.coverage import Report
    from crawler.fetch.terminal.json_lines import Speaker

logger = logging.getLogger(__name__)

NUMBERS = {
    "pages": "archive/page/seen",
    "exchanges": "archive/exchange/kept",
    "records": "archive/records",
    "articles": "archive/article/kept",
    "not_fetched": "archive/fetch/failed",
    "lost": "archive/exchange/lost",
}


@dataclass(slots=True)
class Ending:
    """The end of one crawl."""

    crawler: Crawler
    exit_code: Exit
    say: Speaker
    began_at: datetime
    reports: list[Report] = field(default_factory=list)
    told: int = 0
    untold: list[str] = field(default_factory=list)

    def follow(self) -> Exit:
        """Do what follows; return the exit code, which an alarm that stands changes from 0."""
        config = ArchiveConfig.from_settings(self.crawler.settings)
        if config.alarms and self.exit_code in (Exit.OK, Exit.PARTIAL):
            self._try("no alarms could be looked for", lambda: self._look(config))
            self._try("no alarms could be told", lambda: self._tell(config))
        job = self.crawler.settings["JOB"]
        if job:
            self._try("the summary was not kept", lambda: self._keep(config.folder / "jobs", job))
        if config.metrics_file is not None:
            path = config.metrics_file
            self._try("no metrics were written", lambda: write_metrics(config, path))
        return self.exit_code

    def _look(self, config: ArchiveConfig) -> None:
        self.reports = coverage_of(self.crawler, config, self.crawler.spider)
        lines = [alarm_line(report.site.name, alarm) for report in self.reports for alarm in report.standing]
        for line in lines:
            self.say(line, level=logging.WARNING)
        if lines and self.exit_code is Exit.OK:
            self.exit_code = Exit.ALARM

    def _tell(self, config: ArchiveConfig) -> None:
        from crawler.watch.telling import news_of, tell_alarms

        self.told, self.untold = tell_alarms(config, lambda told: news_of(self.reports, told))

    def _keep(self, jobs_folder: Path, job: str) -> None:
        from crawler.watch.runs import write_run

        write_run(jobs_folder, job, self._as_json(job), began_at=self.began_at)

    def _as_json(self, job: str) -> dict[str, Any]:
        ended_at = datetime.now(UTC)
        crawler = self.crawler
        return {
            "job": job,
            "spider": crawler.spidercls.name,
            "outlet": getattr(crawler.spider, "outlet", None),
            "began_at": self.began_at.isoformat(timespec="milliseconds"),
            "ended_at": ended_at.isoformat(timespec="milliseconds"),
            "took_s": round((ended_at - self.began_at).total_seconds(), 3),
            "exit_code": int(self.exit_code),
            "finish_reason": stat(crawler, "finish_reason", None),
            "summary": summary_line(crawler),
            **{name: stat(crawler, key) for name, key in NUMBERS.items()},
            "alarms": [
                {"outlet": report.site.name, "kind": str(alarm.kind), "subject": alarm.subject, "text": alarm.text}
                for report in self.reports
                for alarm in report.standing
            ],
            "alarms_told": self.told,
            "alarms_untold": self.untold,
            "stats": {} if crawler.stats is None else dict(sorted(crawler.stats.get_stats().items())),
        }

    def _try(self, what: str, do: Callable[[], None]) -> None:
        try:
            do()
        except ArchiveError as err:
            self.say(f"microfiche: {what}: {err}", level=logging.ERROR)
        except Exception as err:  # the boundary of what follows: a crawl that is kept must not end by a traceback
            self.say(f"microfiche: {what}: {type(err).__name__}: {reason_of(err)}", level=logging.ERROR)
            logger.debug("%s", what, exc_info=True)


def write_metrics(config: ArchiveConfig, path: Path) -> None:
    """Write all metrics of the archive to the file at *path*. Raises `ArchiveUnwritable`."""
    from crawler.watch.watch import Watch

    Watch(config).write(path)
