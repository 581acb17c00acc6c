"""Concepts and what they can be found by: reference data of the installation. Counters of use: each practice's own."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from telepraxis.base.tenancy.models import OwnedByOrganization


class Edition(models.Model):
    """One loading of a code system: which, whose, under what licence, when, and by what it was replaced."""

    system = models.CharField(max_length=200)
    name = models.CharField(max_length=100)
    source = models.CharField(max_length=300)
    licence = models.CharField(max_length=300, blank=True)
    digest = models.CharField(max_length=64)  # SHA-256 of what was read
    is_starter = models.BooleanField(default=False)
    concepts = models.IntegerField()
    loaded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["system", "is_starter"], condition=models.Q(replaced_at=None), name="one_edition_in_force"
            )
        ]


class Concept(models.Model):
    """A code and its words. `words` are the folded words of all of them, the code's own among them."""

    id = models.BigAutoField(primary_key=True)
    system = models.CharField(max_length=200)
    code = models.CharField(max_length=100)
    display = models.CharField(max_length=500)
    kinds = ArrayField(models.CharField(max_length=16))
    synonyms = ArrayField(models.TextField(), default=list)  # of the edition
    own_words = ArrayField(models.TextField(), default=list)  # of the starter set, whichever edition came after
    is_common = models.BooleanField(default=False)  # in the starter set
    is_active = models.BooleanField(default=True)  # in the edition in force
    size = models.SmallIntegerField()  # words in the display: where very many fit, the plainer come first
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    words = SearchVectorField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "code"], name="concept_once")]
        indexes = [  # without a list of what still waits to be sorted in: it would be read at each search
            GinIndex(fields=["words"], name="concept_words", fastupdate=False),
            GinIndex(
                fields=["words"], name="concept_common_words", fastupdate=False, condition=models.Q(is_common=True)
            ),
        ]


class Spelling(models.Model):
    """A trace of a word that some concept bears (see `words.traces_of`). Words are added, never removed: a word that
    no concept bears any more finds none."""

    id = models.BigAutoField(primary_key=True)
    trace = models.CharField(max_length=120, db_collation="C")
    word = models.CharField(max_length=120, db_collation="C")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trace", "word"], name="concept_spelling_once")]


class Use(OwnedByOrganization):
    """How often a practice kept an entry with this code."""

    system = models.CharField(max_length=200)
    code = models.CharField(max_length=100)
    times = models.IntegerField(default=1)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "system", "code"], name="one_use_per_code")]
        indexes = [models.Index(fields=["organization", "-times"], name="most_used_first")]
