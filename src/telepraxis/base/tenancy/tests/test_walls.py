"""One organization never sees another's rows, and a forgotten organization is loud."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from telepraxis.base import audit, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.tenancy.models import Tenant


def test_an_organization_sees_its_own_rows_only(hillcrest):
    quayside = Tenant.objects.create(slug="quayside", name="Quayside Practice", time_zone="Europe/Lisbon")
    with tenancy.serving(quayside.id):
        audit.looked(Actor.system(quayside.id), "chart.read")
    with tenancy.serving(hillcrest.id):
        seen_by_hillcrest = AuditEvent.objects.count()
    with tenancy.serving(quayside.id):
        seen_by_quayside = AuditEvent.objects.count()

    assert (seen_by_quayside, seen_by_hillcrest) == (1, 0)


def test_a_row_for_another_organization_is_refused(quayside, hillcrest):
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        audit.looked(Actor.system(hillcrest.id), "chart.read")

    assert AuditEvent.objects.count() == 0


def test_without_an_organization_it_raises_and_shows_no_empty_list(quayside, system):
    audit.looked(system, "chart.read")  # where there is no row PostgreSQL need not ask the policy
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.organization', '', true)")

    with pytest.raises(DatabaseError, match="no organization is set"), transaction.atomic():
        list(AuditEvent.objects.all())


def test_one_transaction_serves_one_organization(quayside, hillcrest):
    with pytest.raises(tenancy.NoOrganization), tenancy.serving(hillcrest.id):
        pass


def test_the_audit_trail_cannot_be_changed(quayside, system):
    audit.looked(system, "chart.read")

    with pytest.raises(DatabaseError, match="insert-only"), transaction.atomic():
        AuditEvent.objects.update(action="nothing.happened")

    assert AuditEvent.objects.get().action == "chart.read"


def test_every_table_of_an_organization_is_behind_the_wall(db):
    tables = {
        model._meta.db_table
        for model in apps.get_models()
        if any(field.column == "organization_id" for field in model._meta.concrete_fields)
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity")
        guarded = {name for (name,) in cursor.fetchall()}

    assert tables - guarded == set()


def test_the_serving_role_owns_nothing_and_bypasses_nothing(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        owned = cursor.fetchone()[0]
        cursor.execute("SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
        powerful = cursor.fetchone()[0]

    assert (owned, powerful) == (0, False)
