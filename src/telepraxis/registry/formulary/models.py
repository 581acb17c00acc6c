"""The catalogue of the installation: editions, medicines with ingredients and packs, the words they are found by.

What a practice prescribed is its own; nothing else here belongs to anybody.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from telepraxis.base.tenancy.models import OwnedByOrganization


class Edition(models.Model):
    """One loading of a catalogue: which, for where, whose, what it changed, and when another took its place."""

    system = models.CharField(max_length=200)
    jurisdiction = models.CharField(max_length=10, blank=True)  # "" for everywhere
    name = models.CharField(max_length=100)
    source = models.CharField(max_length=300)
    licence = models.CharField(max_length=300, blank=True)
    digest = models.CharField(max_length=64)  # SHA-256 of what was read
    is_starter = models.BooleanField(default=False)
    listed = models.IntegerField(default=0)
    added = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    taken_out = models.IntegerField(default=0)
    names = models.JSONField(default=dict)  # of what was added, changed and taken out, the first of each
    loaded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["system"], condition=models.Q(replaced_at=None), name="one_catalogue_in_force"
            )
        ]


class Medicine(models.Model):
    """A row that is never removed: what an edition lists no more is inactive and still called by name."""

    id = models.BigAutoField(primary_key=True)
    system = models.CharField(max_length=200)
    code = models.CharField(max_length=100)
    jurisdiction = models.CharField(max_length=10, blank=True)
    name = models.CharField(max_length=500)
    form = models.CharField(max_length=40)
    routes = ArrayField(models.CharField(max_length=20))
    counted_in = models.CharField(max_length=20)
    brand = models.CharField(max_length=200, blank=True)
    schedule = models.CharField(max_length=4, blank=True)
    may_be_split = models.BooleanField(default=False)
    synonyms = ArrayField(models.TextField(), default=list)
    is_common = models.BooleanField(default=False)  # of the starter set
    is_active = models.BooleanField(default=True)
    size = models.SmallIntegerField()  # words in the name: where very many fit, the plainer come first
    digest = models.CharField(max_length=32)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")  # that last changed it
    words = SearchVectorField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "code"], name="medicine_once")]
        indexes = [GinIndex(fields=["words"], name="medicine_words", fastupdate=False)]


class MedicineIngredient(models.Model):
    """One substance of a medicine, in its place."""

    id = models.BigAutoField(primary_key=True)
    medicine = models.ForeignKey(Medicine, on_delete=models.PROTECT, related_name="ingredients")
    place = models.SmallIntegerField()
    substance = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    unit = models.CharField(max_length=20, blank=True)
    per = models.DecimalField(max_digits=12, decimal_places=4, default=1)
    per_unit = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["medicine", "place"], name="ingredient_in_its_place")]
        indexes = [models.Index(fields=["substance"], name="ingredient_by_substance")]


class MedicinePack(models.Model):
    """A box as it is sold. `code` is "" for a size that is usual but bears no code."""

    id = models.BigAutoField(primary_key=True)
    medicine = models.ForeignKey(Medicine, on_delete=models.PROTECT, related_name="packs")
    system = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=100, blank=True)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    words = models.CharField(max_length=300, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["code"], name="pack_by_code")]


class MedicineSpelling(models.Model):
    """A trace of a word that some medicine bears (see `terminology.words.traces_of`). Added, never removed."""

    id = models.BigAutoField(primary_key=True)
    trace = models.CharField(max_length=120, db_collation="C")
    word = models.CharField(max_length=120, db_collation="C")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trace", "word"], name="medicine_spelling_once")]


class Prescribed(OwnedByOrganization):
    """How often a practice prescribed a medicine."""

    system = models.CharField(max_length=200)
    code = models.CharField(max_length=100)
    times = models.IntegerField(default=1)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "system", "code"], name="prescribed_once")]
        indexes = [models.Index(fields=["organization", "-times"], name="most_prescribed_first")]
