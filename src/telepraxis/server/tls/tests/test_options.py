import stat
from datetime import UTC, datetime, timedelta

import pytest
import trustme

from telepraxis.server.tls import Options, TlsRefused, certificate, context_for, state

NOW = datetime.now(UTC).replace(microsecond=0)


def own_files(tmp_path, *names, not_after=None):
    leaf = trustme.CA().issue_cert(*names, not_before=NOW - timedelta(days=9), not_after=not_after)
    leaf.private_key_pem.write_to_path(tmp_path / "key.pem")
    for pem in leaf.cert_chain_pems:
        pem.write_to_path(tmp_path / "chain.pem")
    return {"certificate": tmp_path / "chain.pem", "key": tmp_path / "key.pem"}


def test_plain_http_is_served_on_localhost(tmp_path):
    served = context_for(Options(port=22001), tmp_path, now=NOW)

    assert (served.origin, served.certificate, served.keeper) == ("http://127.0.0.1:22001", None, None)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.20", "::", "clinic.example"])
def test_plain_http_for_others_is_refused_with_the_ways_out(tmp_path, host):
    with pytest.raises(TlsRefused, match="--domain NAME.*--behind-proxy.*--lan"):
        context_for(Options(host=host), tmp_path, now=NOW)

    assert state.read(tmp_path) is None


def test_two_ways_at_once_are_refused(tmp_path):
    with pytest.raises(TlsRefused, match="More than one way"):
        context_for(Options(domain="clinic.example", lan=True), tmp_path, now=NOW)


def test_certificate_files_are_served_as_given(tmp_path):
    files = own_files(tmp_path, "clinic.example", not_after=NOW + timedelta(days=80))

    served = context_for(Options(host="0.0.0.0", port=443, **files), tmp_path, now=NOW)

    assert (served.origin, served.certificate, served.key) == (
        "https://clinic.example",
        files["certificate"],
        files["key"],
    )
    assert state.read(tmp_path)["mode"] == "files"


def test_an_ended_certificate_is_refused_with_its_date_and_the_next_step(tmp_path):
    files = own_files(tmp_path, "clinic.example", not_after=NOW - timedelta(hours=1))

    with pytest.raises(TlsRefused, match="ended on .* Renew it where it came from"):
        context_for(Options(**files), tmp_path, now=NOW)


def test_a_key_that_does_not_fit_is_refused(tmp_path):
    files = own_files(tmp_path, "clinic.example")
    trustme.CA().issue_cert("clinic.example").private_key_pem.write_to_path(files["key"])

    with pytest.raises(TlsRefused, match="cannot be used"):
        context_for(Options(**files), tmp_path, now=NOW)


def test_behind_a_proxy_only_localhost_is_bound_and_the_name_is_known(tmp_path):
    served = context_for(Options(domain="clinic.example", behind_proxy=True), tmp_path, now=NOW)

    assert (served.origin, served.host, served.trusts_proxy) == ("https://clinic.example", "127.0.0.1", True)
    with pytest.raises(TlsRefused, match="go around it"):
        context_for(Options(domain="clinic.example", behind_proxy=True, host="0.0.0.0"), tmp_path, now=NOW)


def test_renewal_is_counted_in_shares_of_the_lifetime():
    of_twelve_hours = certificate.Certificate(("clinic.example",), NOW, NOW + timedelta(hours=12))

    assert not of_twelve_hours.is_due(NOW + timedelta(hours=7, minutes=59))
    assert of_twelve_hours.is_due(NOW + timedelta(hours=8))
    assert of_twelve_hours.next_attempt(NOW + timedelta(hours=8)) == NOW + timedelta(hours=8, minutes=12)
    assert of_twelve_hours.next_attempt(NOW + timedelta(hours=12)) == NOW + timedelta(hours=12, minutes=1)


def test_the_note_about_the_certificate_is_private(tmp_path):
    context_for(Options(), tmp_path, now=NOW)

    assert stat.S_IMODE((tmp_path / "tls" / "state.json").stat().st_mode) == 0o600
