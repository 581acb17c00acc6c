"""Registering a program from the shell."""

import pytest
from django.test import Client

from telepraxis.registry.apps.models import App
from telepraxis.server import app_commands, people_commands


def test_the_shell_registers_a_program_and_tells_its_secret_once(quayside):
    said = app_commands.add_backend_service(
        organization="quayside", name="Registry", scopes=["system/Patient.rs"], jwks=None, minutes=5
    )

    app = App.objects.get(name="Registry")
    secret = said.split("secret     ")[1].split()[0]
    proof = {"client_id": app.client_id, "client_secret": secret, "grant_type": "client_credentials"}
    assert app.client_id in said
    assert Client().post("/oauth/quayside/token", proof).status_code == 200


def test_the_shell_refuses_what_cannot_be_so(quayside):
    for organization, scope in (("nowhere", "system/Patient.rs"), ("quayside", "patient/*.rs")):
        with pytest.raises(people_commands.Refused):
            app_commands.add_backend_service(
                organization=organization, name="Registry", scopes=[scope], jwks=None, minutes=5
            )
    assert App.objects.count() == 0
