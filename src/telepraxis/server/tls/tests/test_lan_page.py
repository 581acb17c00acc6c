from datetime import UTC, datetime

import pytest
from cryptography import x509
from django.test import Client

from telepraxis.server.tls import local_authority, state

NOW = datetime.now(UTC)


@pytest.fixture
def lan(settings, tmp_path):
    settings.HOME, settings.PUBLIC_URL = tmp_path, "https://192.168.7.20:8443"
    state.write(tmp_path, mode="lan", certificate=None, now=NOW)
    local_authority.certificate_for(tmp_path, ["192.168.7.20"], now=NOW)
    return tmp_path


def test_the_page_offers_the_authority_and_its_fingerprint(lan, db):
    shown = Client().get("/lan/").text

    assert local_authority.fingerprint(lan) in shown.replace("<wbr>", "")
    assert "https://192.168.7.20:8443/lan/" in shown


def test_the_certificate_is_given_and_never_its_key(lan, db):
    given = Client().get("/lan/authority.crt")

    assert given.headers["Content-Type"] == "application/x-x509-ca-cert"
    assert b"PRIVATE" not in given.content
    assert "Telepraxis" in x509.load_pem_x509_certificate(given.content).subject.rfc4514_string()


def test_the_address_is_drawn_as_a_qr_code(lan, db):
    assert b"<svg" in Client().get("/lan/qr.svg").content


@pytest.mark.parametrize("path", ["/lan/", "/lan/authority.crt", "/lan/qr.svg"])
def test_without_the_lan_option_there_is_nothing(settings, tmp_path, db, path):
    settings.HOME = tmp_path

    assert Client().get(path).status_code == 404
