"""Crawl jobs as they stand now, those of the schedule and those started by hand, and what is being written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import FileResponse

from crawler.archive.folder import is_being_written, warc_files
from crawler.errors import ArchiveError
from crawler.fetch.frontier.standing import standings
from crawler.schedule.logs import end_of, log_here
from crawler.schedule.overview import Overview, job_of, look
from crawler.web.pages.trouble import Missing
from crawler.web.room import room_of

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response

    from crawler.schedule import Job
    from crawler.web.room import Room

REFRESH_S = 10


def jobs(request: Request) -> Response:
    """Return the page; with ``live`` it is asked again by itself, with ``outlet`` it tells the jobs of that one."""
    room = room_of(request)
    is_live = request.query_params.get("live") == "1"
    outlet = request.query_params.get("outlet") or None
    overview, trouble = schedule_of(room, outlet)
    return room.page(
        "jobs.html",
        request,
        schedule=overview,
        trouble=trouble,
        outlet=outlet,
        jobs=standings(room.config.folder),
        writing=writing(room),
        counts=room.index.counts(),
        refresh_s=REFRESH_S if is_live else None,
    )


def log(request: Request) -> Response:
    """Return the end of the log of one job. Raises `Missing`."""
    room = room_of(request)
    job, path = _log(room, request)
    text, is_cut = end_of(path)
    is_live = request.query_params.get("live") == "1"
    return room.page("log.html", request, job=job, text=text, is_cut=is_cut, refresh_s=REFRESH_S if is_live else None)


def whole_log(request: Request) -> Response:
    """Return all of it as text, which no browser takes for anything else. Raises `Missing`."""
    _, path = _log(room_of(request), request)
    return FileResponse(path, media_type="text/plain; charset=utf-8")


def schedule_of(room: Room, outlet: str | None = None) -> tuple[Overview, str | None]:
    """Return what the schedule says, and why it cannot be asked, if that is so: the rest is told all the same."""
    try:
        return look(room.config, outlet=outlet), None
    except ArchiveError as err:
        return Overview(), str(err)


def writing(room: Room) -> list[tuple[str, int]]:
    """Return name and size of each WARC file that a living process is writing."""
    found = []
    for path in warc_files(room.config):
        if path.name.endswith(".open"):
            try:
                if is_being_written(path):
                    found.append((path.name.removesuffix(".open"), path.stat().st_size))
            except OSError:
                continue  # it was closed, and renamed, meanwhile
    return found


def _log(room: Room, request: Request) -> tuple[Job, Path]:
    job = job_of(room.config, request.query_params.get("key", ""))
    if job is None:
        raise Missing("There is no job of that name.")
    path = log_here(room.config.folder / "jobs", job)
    if path is None:
        where = f" It was crawled by the worker {job.worker}." if job.worker else ""
        raise Missing(f"The log of that job is not, or no longer, on this machine.{where}")
    return job, path
