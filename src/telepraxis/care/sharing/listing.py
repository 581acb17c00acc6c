"""The links that a patient shares, and who opened them: two queries and one for the rights of those who shared."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from telepraxis.registry.patients import proxies
from telepraxis.registry.patients.identity import uids_of

from .models import Opening, SharedLink

SHOWN, OPENINGS = 60, 200


@dataclass(frozen=True)
class Line:
    """One link as the patient sees it; `ended` says in words why it works no more, "" while it does."""

    link: SharedLink
    openings: list[Opening]
    ended: str | Promise


def links_of(patient: UUID, *, to_themself: bool = True, now: datetime) -> list[Line]:
    """Return the patient's links, the newest first, those that work before the others.

    Who acts for the patient is not told that something was protected.
    """
    links = list(SharedLink.objects.filter(patient_id__in=uids_of(patient)).order_by("-made_at", "-id")[:SHOWN])
    opened: dict[UUID, list[Opening]] = {link.id: [] for link in links}
    for each in Opening.objects.filter(link__in=links).order_by("-at", "-id")[:OPENINGS]:
        opened[each.link_id].append(each)
    may = _acting_today(patient, now)
    lines = [Line(link, opened[link.id], _ended(link, may, to_themself, now)) for link in links]
    return sorted(lines, key=lambda line: bool(line.ended))


def working_of(patient: UUID, *, now: datetime) -> int:
    """Return how many links to the record have neither expired nor been ended. One query."""
    theirs = SharedLink.objects.filter(patient_id__in=uids_of(patient), ended_at=None, expires_at__gt=now)
    return theirs.count()


def _acting_today(patient: UUID, now: datetime) -> set[UUID]:
    """Return the accounts that may read the record for the patient today."""
    return {
        proxy.account_id
        for proxy in proxies.proxies_of(patient)
        if proxy.revoked_at is None
        and proxies.RECORD in proxy.scope
        and proxy.starts_on <= now.date()
        and (proxy.ends_on is None or proxy.ends_on >= now.date())
    }


def _ended(link: SharedLink, may: set[UUID], to_themself: bool, now: datetime) -> str | Promise:
    if link.ended_at:
        hides = link.ended_why == SharedLink.End.LABELLED and not to_themself
        return _("Ended by the practice") if hides else link.get_ended_why_display()
    if link.expires_at <= now:
        return _("Expired")
    if link.for_other and link.shared_by not in may:
        return _("Whoever made it may no longer act here")
    return ""
