"""Keys to documents that may be closed to the reader."""

from django.db import models
from django.db.models.fields.related_descriptors import ForwardOneToOneDescriptor

from telepraxis.base import tenancy


class _NamedThoughClosed(ForwardOneToOneDescriptor):
    """Follows the key also to what is closed, as far as its name: anything else of it is not there."""

    def __get__(self, instance, cls=None):
        table = self.field.remote_field.model
        try:
            found = super().__get__(instance, cls)
        except table.DoesNotExist:
            found = None
        if instance is None or found is not None or (uid := getattr(instance, self.field.attname)) is None:
            return found
        with tenancy.seeing_everything():
            found = table.every.only("uid", "logical_id").get(uid=uid)
        self.field.set_cached_value(instance, found)
        return found


class OneToOneThoughClosed(models.OneToOneField):
    """The one document that a row stands for. Rows go on referring to it by name whatever its labels are."""

    forward_related_accessor_class = _NamedThoughClosed

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.OneToOneField", args, kwargs
