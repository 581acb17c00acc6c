"""Which forms were published, and which of them are asked no more."""

from django.db import models

from telepraxis.base.tenancy.models import OwnedByOrganization


class Published(OwnedByOrganization):
    """A form that may be asked, and therefore never changes again; `form` is its Questionnaire.

    A row stands for one url and version. One of another installation may have none, then `version` is "".
    """

    form = models.OneToOneField("record.Resource", on_delete=models.PROTECT, db_index=False, related_name="published")
    url = models.CharField(max_length=500)
    version = models.CharField(max_length=100, blank=True)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=200)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "url", "version"], name="one_published_form_a_version"),
            models.UniqueConstraint(
                fields=["organization", "url"], condition=models.Q(retired_at=None), name="one_form_asked_at_a_time"
            ),
        ]
