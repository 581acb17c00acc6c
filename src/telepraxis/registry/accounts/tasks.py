"""Keep short what is of no use later."""

from datetime import datetime

from django.contrib.sessions.models import Session

from telepraxis.base.jobs import every

from . import codes


@every("23 3 * * *", name="accounts.forget_old")
def forget_old(*, now: datetime) -> None:
    """Remove spent codes and browser sessions that are past every validity. The security log stays."""
    codes.forget_old(now=now)
    Session.objects.filter(expire_date__lt=now).delete()
