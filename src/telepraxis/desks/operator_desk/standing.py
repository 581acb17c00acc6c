"""How the installation stands, gathered for one page in a constant number of queries."""

from dataclasses import dataclass, field

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from telepraxis.base import failures, jobs, notify

AREAS = {
    "processes": (_("Processes"), ("process", "processes", "worker", "queue")),
    "https": (_("Certificate"), ("https",)),
    "storage": (_("Disk and backup"), ("disk", "backup")),
    "machine": (_("Machine and database"), ()),
}


@dataclass(frozen=True)
class Area:
    """Some checks under one heading."""

    key: str
    name: str
    checks: list


@dataclass
class Standing:
    """What the page shows; `queue` and the mails are None and empty while the database is away."""

    checks: list
    failures: list
    queue: object = None
    failed_jobs: list = field(default_factory=list)
    mail: object = None
    account_mail: object = None
    troubled_mail: list = field(default_factory=list)
    troubled_account_mail: list = field(default_factory=list)

    @property
    def pressing(self) -> list:
        return [check for check in self.checks if check.state == "fail"]

    @property
    def worth_a_look(self) -> list:
        return [check for check in self.checks if check.state == "warn"]

    @property
    def running(self) -> list[Area]:
        """What changes by the minute."""
        return [area for area in self._areas() if area.key == "processes"]

    @property
    def machine(self) -> list[Area]:
        """What changes by the week."""
        return [area for area in self._areas() if area.key != "processes"]

    def _areas(self) -> list[Area]:
        found = {key: [] for key in AREAS}
        for check in self.checks:
            word = check.name.split(" ")[0]
            found[next((key for key, (_name, words) in AREAS.items() if word in words), "machine")].append(check)
        return [Area(key, AREAS[key][0], checks) for key, checks in found.items() if checks]

    @property
    def late_mail(self):
        """The latest mail that waits because the mail server did not take it, if any."""
        waiting = [mail for mail in [*self.troubled_account_mail, *self.troubled_mail] if mail.state == "queued"]
        return waiting[0] if waiting else None

    @property
    def undelivered(self) -> int:
        figures = [figure for figure in (self.mail, self.account_mail) if figure]
        return sum(figure.refused + figure.bounced for figure in figures)


def standing() -> Standing:
    """Gather everything; inside a transaction that serves the operator's organization."""
    now = Standing(checks=_checks(), failures=failures.recent())
    now.queue, now.failed_jobs = jobs.queue_figures(), jobs.failed_jobs()
    now.mail, now.account_mail = notify.mail_figures(), notify.mail_figures(accounts=True)
    now.troubled_mail = notify.troubled_mail()
    now.troubled_account_mail = notify.troubled_mail(accounts=True)
    return now


def standing_without_database() -> Standing:
    """Gather what needs no database: the checks of the machine, and the failures that the file holds."""
    return Standing(checks=_checks(), failures=failures.recent())


def _checks() -> list:
    return import_string(settings.HEALTH_CHECKUP)(quick=True)
