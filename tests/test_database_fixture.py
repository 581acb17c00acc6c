"""The test run itself: the app's role serves, the owner defines, and a committing test leaves nothing behind."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections
from django.db.utils import ProgrammingError


@pytest.mark.django_db
def test_tests_serve_as_a_role_that_owns_nothing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = user)")
        owned = cursor.fetchone()[0]
        cursor.execute("SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole FROM pg_roles "
                       "WHERE rolname = user")  # fmt: skip
        powerful = cursor.fetchone()[0]

    assert (owned, powerful) == (0, False)


@pytest.mark.django_db
def test_the_serving_role_may_not_define():
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE mine (id int)")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
@pytest.mark.parametrize("round", [1, 2])
def test_a_test_that_commits_leaves_the_migrated_state_behind(round):
    migrated = ContentType.objects.using("owner").filter(app_label="sessions").count()
    ContentType.objects.create(app_label="sessions", model="ghost")

    assert ContentType.objects.using("owner").filter(app_label="sessions").count() == migrated + 1
    assert migrated == 1
    assert connections["owner"].settings_dict["USER"] != connection.settings_dict["USER"]
