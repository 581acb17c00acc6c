"""The security log: written beside each thing that happens to an account's protection, read by its owner."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from telepraxis.base import tenancy

from .models import Membership, SecurityEvent

# What a person reads. A kind without words here cannot be written.
WORDS = {
    "signed_in": _("Signed in"),
    "signed_in_quick": _("Took over on a shared computer"),
    "signed_in_demo": _("Signed in as a demonstration role"),
    "signed_out": _("Signed out"),
    "idle": _("Signed out after a pause"),
    "too_old": _("Signed out because the session had become old"),
    "refused": _("A sign-in failed"),
    "factor_refused": _("A second step failed"),
    "pin_refused": _("A wrong PIN"),
    "pin_stopped": _("Too many wrong PINs; the PIN rests until the next full sign-in"),
    "locked_out": _("Sign-in was paused after too many failures"),
    "code_sent": _("A sign-in code was sent"),
    "code_withheld": _("A sign-in code was asked for, and not sent"),
    "code_used_again": _("A code was tried a second time"),
    "invited": _("An invitation was sent"),
    "factor_added": _("A way to sign in was added"),
    "factor_removed": _("A way to sign in was removed"),
    "factors_reset": _("All ways to sign in were taken back by an administrator"),
    "recovery_codes_made": _("New recovery codes were made"),
    "password_set": _("A password was set"),
    "password_changed": _("The password was changed"),
    "password_reset": _("The password was reset by e-mail"),
    "pin_set": _("A PIN was set"),
    "pin_removed": _("The PIN was removed"),
    "address_asked": _("A change of the e-mail address was asked for"),
    "address_changed": _("The e-mail address was changed"),
    "session_revoked": _("A session was ended"),
    "all_sessions_revoked": _("All other sessions were ended"),
    "app_connected": _("An app was connected"),
    "app_disconnected": _("An app's connection was ended"),
    "app_misused": _("A used token of an app came a second time; its connection was ended"),
    "provider_linked": _("A sign-in through the organization's identity provider was linked"),
    "provider_refused": _("A sign-in through an identity provider was refused"),
}
TROUBLE = {
    "refused",
    "factor_refused",
    "pin_refused",
    "pin_stopped",
    "locked_out",
    "code_used_again",
    "app_misused",
    "provider_refused",
}


def note(
    kind: str, *, account_id: UUID | None, now: datetime, address: str = "", device_name: str = "", detail: str = ""
) -> None:
    """Write one line of the log.

    :raises KeyError: the kind has no words.
    """
    WORDS[kind]
    SecurityEvent(
        account_id=account_id,
        kind=kind,
        at=now,
        address=address,
        device_name=device_name,
        detail=detail[:200],
    ).save(force_insert=True)


def of_account(account_id: UUID) -> QuerySet[SecurityEvent]:
    """Return what happened to this account, newest first."""
    return SecurityEvent.objects.filter(account_id=account_id).order_by("-at")


def of_members(since: datetime) -> QuerySet[SecurityEvent]:
    """Return what happened since then to everybody who works in the served organization, newest first."""
    members = Membership.objects.filter(organization_id=tenancy.served_organization(), ended_at__isnull=True)
    return (
        SecurityEvent.objects.filter(account_id__in=list(members.values_list("account_id", flat=True)), at__gte=since)
        .select_related("account")
        .order_by("-at")
    )


def lock_outs(*, now: datetime) -> list[dict]:
    """Return the pauses in force: {email, address, failures, until}, newest first. For the operator's page."""
    from axes.models import AccessAttempt
    from django.conf import settings

    pause: timedelta = settings.AXES_COOLOFF_TIME
    rows = AccessAttempt.objects.filter(
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT, attempt_time__gt=now - pause
    ).order_by("-attempt_time")
    return [
        {
            "email": row.username or "",
            "address": row.ip_address or "",
            "failures": row.failures_since_start,
            "until": row.attempt_time + pause,
        }
        for row in rows
    ]
