"""The table of all operations."""

from __future__ import annotations

from dataclasses import fields

from crawler.index import Counts
from crawler.index.search.query import LONGEST
from crawler.web.api import answers
from crawler.web.api.operation import Operation, Parameter
from crawler.web.api.schemas import COUNT, DAY, TEXT, TIME, YES_NO, having, listed, maybe, named

MOST = 100
FURTHEST = 10_000
LIMIT = Parameter(name="limit", about="At most so many.", kind="integer", default=20, minimum=1, maximum=MOST)
OFFSET = Parameter(name="offset", about="Leave out the first so many.", kind="integer", default=0, maximum=FURTHEST)
AFTER = Parameter(name="after", about="Go on where an answer ended: what it gave as next.", maximum=4_000)
RECORD = Parameter(
    name="record",
    about="A capture: the UUID of its record, or the whole identifier where it is none.",
    is_required=True,
    maximum=500,
    where="path",
)
OUTLET = Parameter(name="name", about="An outlet, by the name its articles bear.", is_required=True, maximum=300)

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        path="/api/search",
        about="Articles that fit a query (docs/searching.md).",
        answer=answers.search,
        schema=having(total=COUNT, found=listed(named("Found")), next=maybe(TEXT)),
        parameters=(
            Parameter(name="q", about="Words, phrases and filters.", is_required=True, maximum=LONGEST),
            Parameter(name="sort", about="The order.", choices=("best", "newest", "oldest"), default="best"),
            LIMIT,
            OFFSET,
            AFTER,
        ),
    ),
    Operation(
        path="/api/recent",
        about="The articles that came in last; with an outlet, those it published last.",
        answer=answers.recent,
        schema=having(stories=listed(named("Story")), next=maybe(TEXT)),
        parameters=(Parameter(name="outlet", about="Only of this outlet.", maximum=300), LIMIT, OFFSET, AFTER),
    ),
    Operation(
        path="/api/articles/{record}",
        about="An article, and the capture it was read from.",
        answer=answers.article,
        schema=having(article=named("Article"), capture=maybe(named("Capture"))),
        parameters=(RECORD,),
    ),
    Operation(
        path="/api/articles/{record}/versions",
        about="The versions of an article, oldest first, and when it went away.",
        answer=answers.versions,
        schema=having(versions=listed(named("Version")), events=listed(named("Event"))),
        parameters=(RECORD,),
    ),
    Operation(
        path="/api/captures",
        about="The captures of an address, oldest first.",
        answer=answers.captures,
        schema=having(total=COUNT, captures=listed(named("Capture")), next=maybe(TEXT)),
        parameters=(
            Parameter(
                name="url", about="The address, in any spelling with the same SURT.", is_required=True, maximum=4_000
            ),
            LIMIT,
            OFFSET,
            AFTER,
        ),
    ),
    Operation(
        path="/api/outlets",
        about="All outlets that have articles.",
        answer=answers.outlets,
        schema=having(outlets=listed(named("Outlet"))),
    ),
    Operation(
        path="/api/outlets/addresses",
        about="The addresses of an outlet with their history (docs/mirrors.md).",
        answer=answers.addresses,
        schema=having(addresses=listed(named("Address"))),
        parameters=(OUTLET,),
    ),
    Operation(
        path="/api/coverage",
        about="How many articles each outlet published on each day.",
        answer=answers.coverage,
        schema={
            **having(to=DAY, days=listed(having(outlet=TEXT, day=DAY, articles=COUNT))),
            "properties": {"from": DAY, "to": DAY, "days": listed(having(outlet=TEXT, day=DAY, articles=COUNT))},
            "required": ["from", "to", "days"],
        },
        parameters=(
            Parameter(name="from", about="The first day.", kind="date"),
            Parameter(name="to", about="The last day.", kind="date"),
        ),
    ),
    Operation(
        path="/api/jobs",
        about="Crawl jobs as they stand now: journals, and the schedule's jobs, plans and workers.",
        answer=answers.jobs,
        schema=having(
            jobs=listed(named("Job")),
            scheduled=listed(named("Scheduled")),
            plans=listed(named("Plan")),
            workers=listed(having(name=TEXT, seen_at=TIME, given_up=YES_NO)),
            writing=listed(having(file=TEXT, size_bytes=COUNT)),
        ),
    ),
    Operation(
        path="/api/counts",
        about="How much the archive holds.",
        answer=answers.counts,
        schema=having(**{field.name: COUNT for field in fields(Counts)}),
    ),
)
