"""Who is told of alarms: a webhook, a command, both or nobody."""

from crawler.watch.telling.news import AlarmNews, job_news, news_of
from crawler.watch.telling.teller import tell_alarms

__all__ = ["AlarmNews", "job_news", "news_of", "tell_alarms"]
