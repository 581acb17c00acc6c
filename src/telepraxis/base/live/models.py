"""Messages too large for a notification."""

from django.db import models
from django.db.models.functions import Now


class LargeMessage(models.Model):
    """A message on its way between processes, for a minute. Signalling only: no patient data is kept here."""

    body = models.BinaryField()
    sent_at = models.DateTimeField(db_default=Now(), db_index=True)
