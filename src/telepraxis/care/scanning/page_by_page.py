"""The job that reads: one page at a time in the whole installation, each step in a transaction of its own."""

from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from telepraxis.base.jobs import job

from . import reading_along


@job("scanning.read_next", retries=0, alone=True, in_steps=True)
def read_next(*, organization_id: UUID, now: datetime) -> None:
    """Read one page; the next has a job of its own, so that other practices' pages come in between."""
    by, began = Actor.system(organization_id), monotonic()
    with tenancy.serving(organization_id):
        begun = reading_along.begin(by=by, now=now)
    if begun is None:
        return
    read, picture = reading_along.read_one(begun)
    done_at = now + timedelta(seconds=monotonic() - began)
    with tenancy.serving(organization_id):
        reading_along.settle(sheet=begun.sheet, read=read, picture=picture, by=by, now=done_at)
        if reading_along.waiting():
            read_next.defer(organization_id=organization_id)
