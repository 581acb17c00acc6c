"""Tables and migrations keep to the floors too: a string foreign key is as good as an import."""

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from rules.house import circle_in, floor_of, room_of_module


@pytest.fixture(scope="module")
def table_links() -> set[tuple[str, str]]:
    """Return (room, room it points to) for every foreign key between rooms."""
    links = set()
    for model in apps.get_models(include_auto_created=True):
        here = room_of_module(model.__module__)
        for field in model._meta.get_fields():
            target = field.related_model if field.is_relation and not field.auto_created else None
            there = room_of_module(target.__module__) if isinstance(target, type) else None
            if here and there and here != there:
                links.add((here, there))
    return links


@pytest.fixture(scope="module")
def migration_links() -> set[tuple[str, str]]:
    """Return (room, room whose migration must come first) for every dependency between rooms."""
    room_of_app = {config.label: config.name for config in apps.get_app_configs()}
    links = set()
    for migration in MigrationLoader(None).disk_migrations.values():
        for label, *_ in [*migration.dependencies, *((after[0],) for after in migration.run_before)]:
            here, there = room_of_app.get(migration.app_label), room_of_app.get(label)
            if here and there and here != there and here.startswith("telepraxis") and there.startswith("telepraxis"):
                links.add((room_of_module(here), room_of_module(there)))
    return links


def test_foreign_keys_point_down(table_links):
    assert [link for link in sorted(table_links) if floor_of(link[0]) < floor_of(link[1])] == []


def test_migrations_wait_for_lower_floors_only(migration_links):
    assert [link for link in sorted(migration_links) if floor_of(link[0]) < floor_of(link[1])] == []


def test_tables_and_migrations_form_no_circle_between_rooms(table_links, migration_links):
    assert circle_in(table_links | migration_links) == []
