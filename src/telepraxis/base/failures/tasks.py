"""Keep the notebook short."""

from datetime import datetime

from telepraxis.base.jobs import every

from .models import Failure
from .notebook import KEPT


@every("41 3 * * *", name="failures.forget_old")
def forget_old(*, now: datetime) -> None:
    """Delete what is a month old."""
    Failure.objects.filter(at__lt=now - KEPT).delete()
