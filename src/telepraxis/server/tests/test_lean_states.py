"""A state kept without making classes anew says the same of every model as Django's own."""

import pytest
from django.db import migrations, models
from django.db.migrations.state import ProjectState

from telepraxis.server.lean_states import LeanState

STEPS = [
    migrations.CreateModel("Clinic", [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())]),
    migrations.CreateModel(
        "Visit",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("clinic", models.ForeignKey("praxis.Clinic", models.CASCADE, related_name="visits")),
            ("before", models.ForeignKey("self", models.CASCADE, null=True)),
        ],
    ),
    migrations.AddIndex("visit", models.Index(fields=["clinic", "id"], name="visits_of_clinic")),
    migrations.AddConstraint("clinic", models.UniqueConstraint(fields=["name"], name="one_name")),
    migrations.AddConstraint("clinic", models.CheckConstraint(condition=~models.Q(name=""), name="has_name")),
    migrations.CreateModel(
        "Note",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("visit", models.OneToOneField("praxis.Visit", models.CASCADE)),
        ],
    ),
    migrations.AddField("clinic", "first", models.ForeignKey("praxis.Visit", models.SET_NULL, null=True)),
    migrations.AddField("clinic", "town", models.TextField(default="")),
    migrations.AlterField("visit", "id", models.UUIDField(primary_key=True)),
    migrations.AlterField("visit", "before", models.ForeignKey("self", models.SET_NULL, null=True)),
    migrations.RemoveIndex("visit", "visits_of_clinic"),
    migrations.RemoveConstraint("clinic", "has_name"),
    migrations.AddIndex("note", models.Index(fields=["visit"], name="note_of_visit")),
    migrations.DeleteModel("Note"),
    migrations.RemoveField("clinic", "first"),
    migrations.RenameField("clinic", "town", "city"),
]


def said_of(state: ProjectState) -> dict:
    """Return all fields (in no order: Django's own differs for those that lead here), indexes and constraints."""
    return {
        model._meta.label: (
            {(field.name, type(field).__name__, field.is_relation and field.related_model._meta.label)
             for field in model._meta.get_fields()},
            [index.name for index in model._meta.indexes],
            [constraint.name for constraint in model._meta.constraints],
        )
        for model in state.apps.get_models()
    }  # fmt: skip


def relations_meet(state: ProjectState) -> bool:
    """Every relation leads to the class that the state has for the model."""
    return all(
        field.related_model is state.apps.get_model(field.related_model._meta.label)
        for model in state.apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation
    )


@pytest.mark.parametrize("count", range(1, len(STEPS) + 1))
def test_says_the_same_as_djangos_after_each_step(count):
    states = [LeanState(real_apps=set()), ProjectState(real_apps=set())]
    for state in states:
        state.apps.get_models()
        for step in STEPS[:count]:
            step.state_forwards("praxis", state)

    lean, djangos = states
    lean.clear_delayed_apps_cache()  # as whatever works with rows does first
    assert said_of(lean) == said_of(djangos)
    assert relations_meet(lean)
    assert lean == djangos


def test_what_is_cloned_goes_on_alone():
    state = LeanState(real_apps=set())
    state.apps.get_models()
    STEPS[0].state_forwards("praxis", state)

    clone = state.clone()
    STEPS[1].state_forwards("praxis", clone)

    assert isinstance(clone, LeanState)
    assert [model.__name__ for model in state.apps.get_models()] == ["Clinic"]
    assert sorted(model.__name__ for model in clone.apps.get_models()) == ["Clinic", "Visit"]
