"""What the sign-in libraries report, heard here and written into the security log. (These are no model signals.)"""

from allauth.account import signals as account_signals
from allauth.mfa import signals as factor_signals
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_login_failed
from django.dispatch import receiver

from . import devices, lock_out, people, security_log, sessions


def _note(kind: str, request, account, detail: str = "") -> None:
    security_log.note(
        kind,
        account_id=account.pk if account else None,
        now=request.now,
        address=request.address,
        device_name=devices.name_of(request.META.get("HTTP_USER_AGENT", "")),
        detail=detail,
    )


@receiver(user_login_failed)
def on_failure(sender, credentials, request=None, **kwargs) -> None:
    if request is not None:
        _note("refused", request, people.find_by_email(lock_out.username_of(request, credentials)))


@receiver(user_locked_out)
def on_pause(sender, request, username, **kwargs) -> None:
    _note("locked_out", request, people.find_by_email(username or ""))


@receiver(factor_signals.authentication_failed)
def on_wrong_factor(sender, request, user, authenticator, **kwargs) -> None:
    _note("factor_refused", request, user, authenticator.type)
    lock_out.failed(request, user.email)


@receiver(factor_signals.authenticator_added)
def on_factor_added(sender, request, user, authenticator, **kwargs) -> None:
    _note("factor_added", request, user, authenticator.type)


@receiver(factor_signals.authenticator_removed)
def on_factor_removed(sender, request, user, authenticator, **kwargs) -> None:
    _note("factor_removed", request, user, authenticator.type)


@receiver(factor_signals.authenticator_reset)
def on_new_recovery_codes(sender, request, user, **kwargs) -> None:
    _note("recovery_codes_made", request, user)


@receiver(account_signals.password_set)
@receiver(account_signals.password_changed)
@receiver(account_signals.password_reset)
def on_password(sender, request, user, signal=None, **kwargs) -> None:
    kinds = {
        id(account_signals.password_set): "password_set",
        id(account_signals.password_changed): "password_changed",
        id(account_signals.password_reset): "password_reset",
    }
    _note(kinds[id(signal)], request, user)
    sessions.end_all(account=user, why="revoked", now=request.now, but=request.session.get(sessions.KEY))
