"""A link from making to opening, as a stranger's program does it, and every way in which it must not open."""

import json
import zlib
from base64 import urlsafe_b64decode
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.test import Client
from django.utils import timezone
from joserfc import jwe
from joserfc.jwk import OctKey

from telepraxis.base import files
from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.notify.models import OutgoingMail
from telepraxis.base.record.models import Patient
from telepraxis.care.sharing import links, opening, shlink
from telepraxis.care.sharing.listing import links_of
from telepraxis.care.sharing.models import TRIES, Opening, SharedLink, Ticket
from telepraxis.registry.accounts.actors import actor_of_account
from telepraxis.registry.accounts.models import Account
from telepraxis.registry.accounts.people import account_for_proxy
from telepraxis.registry.patients import proxies

from .scene import allergy, keep

NOW = timezone.now()
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def nobody_has_asked():
    opening.ASKED.known.clear()
    opening.REFUSED.known.clear()


def shared(by, **more) -> links.Shared:
    said = {"patient": by.patient_id, "label": "For the dermatologist", "expires_at": NOW + DAY} | more
    return links.share(**said, by=by, now=NOW)


def path_of(made: links.Shared) -> str:
    return urlsplit(shlink.read(made.text).url).path


def ask(made, passcode="", recipient="Dr Berg, Skin Centre", client=None, **more):
    said = {"recipient": recipient, "passcode": passcode} | more
    return (client or Client()).post(path_of(made), json.dumps(said), content_type="application/json")


def by_hand(sealed: str, key: str) -> dict:
    """Open a compact JWE by RFC 7516 alone: AES-GCM over the header's text, then raw DEFLATE."""
    head, empty, iv, content, tag = sealed.split(".")
    raw = [urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in (head, iv, content, tag, key)]
    header, nonce, body, mark, secret = raw
    said = json.loads(header)
    assert (said["alg"], said["enc"], said["cty"], empty) == ("dir", "A256GCM", "application/fhir+json", "")
    plain = AESGCM(secret).decrypt(nonce, body + mark, head.encode())
    return json.loads(zlib.decompress(plain, -15) if said.get("zip") == "DEF" else plain)


def test_a_link_with_a_passcode_opens_for_whoever_knows_it(charted):
    made = shared(charted, passcode="heron-7")
    payload = shlink.read(made.address)
    assert (payload.flag, payload.label, len(payload.url) <= 128) == ("P", "For the dermatologist", True)
    assert payload.exp == (NOW + DAY).replace(microsecond=0)

    answer = ask(made, "heron-7")
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (200, "*")
    [file] = answer.json()["files"]
    assert (answer.json()["status"], file["contentType"]) == ("finalized", "application/fhir+json")
    fetched = Client().get(urlsplit(file["location"]).path)
    assert (fetched.status_code, fetched["Content-Type"]) == (200, "application/jose")

    bundle = by_hand(fetched.content.decode(), payload.key)
    key = OctKey.import_key(urlsafe_b64decode(payload.key + "="))
    assert json.loads(jwe.decrypt_compact(fetched.content.decode(), key, ["dir", "A256GCM", "DEF"]).plaintext) == bundle
    assert bundle["entry"][0]["resource"]["type"]["coding"][0]["code"] == "60591-5"
    assert "Penicillin" in json.dumps(bundle)
    told = AuditEvent.objects.get(action="sharing.opened", patient_id=charted.patient_id)
    assert (told.actor_name, told.via, told.kind) == ("Dr Berg, Skin Centre", "public", "read")
    [line] = links_of(charted.patient_id, now=NOW)
    assert (line.link.opened_count, [each.recipient for each in line.openings]) == (1, ["Dr Berg, Skin Centre"])


def test_small_content_comes_with_the_manifest_when_it_is_asked_so(charted):
    made = shared(charted, passcode="heron-7")

    [file] = ask(made, "heron-7", embeddedLengthMax=1_000_000).json()["files"]
    assert "location" not in file and by_hand(file["embedded"], shlink.read(made.text).key)["type"] == "document"
    assert "embedded" not in ask(made, "heron-7", embeddedLengthMax=100).json()["files"][0]
    assert Ticket.objects.count() == 1


def test_a_link_without_a_passcode_is_one_file(charted):
    made = shared(charted)
    assert shlink.read(made.text).flag == "U"

    nameless, asked = Client().get(path_of(made)), Client().get(path_of(made), {"recipient": "Night clinic"})
    assert (nameless.status_code, asked.status_code, asked["Content-Type"]) == (400, 200, "application/jose")
    assert by_hand(asked.content.decode(), shlink.read(made.text).key)["resourceType"] == "Bundle"
    assert Opening.objects.get().recipient == "Night clinic"
    assert ask(made).status_code == 404


def test_the_key_and_the_address_are_nowhere_on_the_server(charted, quayside):
    made = shared(charted, passcode="heron-7")
    payload = shlink.read(made.text)
    token = payload.url.rpartition("/")[2]

    kept = str(list(SharedLink.objects.values()) + list(AuditEvent.objects.values()))
    sealed = files.read(made.link.sealed_digest).decode()
    for secret in (payload.key, token, "heron-7", "Penicillin", "Asthma"):
        assert secret not in kept and secret not in sealed


def test_whoever_guesses_the_passcode_has_ten_tries_and_the_patient_is_told(charted):
    made = shared(charted, passcode="heron-7")

    left = [ask(made, f"guess {number}").json()["remainingAttempts"] for number in range(TRIES)]
    assert left == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
    assert ask(made, "heron-7").status_code == 404
    [line] = links_of(charted.patient_id, now=NOW)
    assert (line.link.ended_why, line.link.opened_count) == ("guessed", 0)
    mail = OutgoingMail.objects.get(template="sharing/mail/guessed")
    assert mail.to == "amara@example.org"
    assert AuditEvent.objects.filter(action="sharing.passcode_wrong").count() == TRIES


def test_a_right_passcode_gives_no_tries_back(charted):
    made = shared(charted, passcode="heron-7")
    ask(made, "wrong")
    ask(made, "heron-7")

    assert ask(made, "wrong").json() == {"remainingAttempts": 8}


def test_a_ticket_opens_once_for_minutes_and_for_its_own_link(charted, monkeypatch):
    made, other = shared(charted, passcode="heron-7"), shared(charted, passcode="heron-7")
    where = [urlsplit(ask(made, "heron-7").json()["files"][0]["location"]).path for _ in range(3)]

    assert Client().get(where[0]).status_code == 200
    assert Client().get(where[0]).status_code == 404
    assert Client().get(path_of(other) + "/" + where[1].rpartition("/")[2]).status_code == 404
    assert Client().get(path_of(made) + "/forged").status_code == 404
    Ticket.objects.update(good_until=timezone.now())
    assert Client().get(where[1]).status_code == 404
    Ticket.objects.update(good_until=timezone.now() + DAY)
    links.end(link=made.link, by=charted, now=timezone.now())
    assert Client().get(where[2]).status_code == 404


def test_an_expired_link_and_one_that_was_ended_open_nothing_and_say_nothing(charted):
    late, ended = shared(charted), shared(charted)
    SharedLink.objects.filter(pk=late.link.pk).update(expires_at=NOW - DAY, label="Old")
    links.end(link=ended.link, by=charted, now=NOW)

    answers = [Client().get(path_of(each), {"recipient": "Dr Berg"}) for each in (late, ended)]
    unknown = Client().get(path_of(late)[:-4] + "AAAA", {"recipient": "Dr Berg"})
    assert {(each.status_code, each.content) for each in (*answers, unknown)} == {(404, unknown.content)}
    assert Opening.objects.count() == 0
    assert AuditEvent.objects.filter(action="sharing.refused", patient_id=charted.patient_id).count() == 2


@pytest.fixture
def chidi(charted, system):
    """Chidi Okonjo, Amara's brother, who may read her record for her."""
    account = account_for_proxy(email="chidi@example.org", name="Chidi Okonjo", by=system, now=NOW)
    account = Account.objects.get(pk=account.pk)
    proxy = proxies.appoint(
        patient=charted.patient_id, account=account, authority="patients_wish", scope=["record"], by=system, now=NOW
    )
    return actor_of_account(account, system.organization_id, now=NOW), proxy


def test_links_of_a_proxy_die_with_the_proxys_right(charted, chidi, system):
    actor, proxy = chidi
    theirs, own = shared(actor, patient=charted.patient_id, passcode="heron-7"), shared(charted, passcode="heron-7")
    ticket = urlsplit(ask(theirs, "heron-7").json()["files"][0]["location"]).path
    proxies.revoke(proxy=proxy, by=system, now=timezone.now())

    assert (ask(theirs, "heron-7").status_code, Client().get(ticket).status_code) == (404, 404)
    assert ask(own, "heron-7").status_code == 200
    said = {line.link.id: str(line.ended) for line in links_of(charted.patient_id, now=NOW)}
    assert said == {own.link.id: "", theirs.link.id: "Whoever made it may no longer act here"}


def test_a_proxy_who_may_only_book_shares_nothing(charted, system):
    account = account_for_proxy(email="bea@example.org", name="Bea", by=system, now=NOW)
    account = Account.objects.get(pk=account.pk)
    proxies.appoint(
        patient=charted.patient_id, account=account, authority="patients_wish", scope=["book"], by=system, now=NOW
    )
    with pytest.raises(NotAllowed):
        shared(actor_of_account(account, system.organization_id, now=NOW), patient=charted.patient_id)
    assert SharedLink.objects.count() == 0


def test_a_stranger_and_a_clinician_share_nothing(charted, tomasz, ines):
    for other in (tomasz, ines):
        with pytest.raises(NotAllowed):
            shared(other, patient=charted.patient_id)
    assert SharedLink.objects.count() == 0


def test_a_label_given_since_ends_every_link(charted, ines):
    made = [shared(charted), shared(charted, passcode="heron-7")]

    assert links.end_all(patient=charted.patient_id, by=ines, now=NOW) == 2
    answers = [Client().get(path_of(made[0]), {"recipient": "x"}), ask(made[1], "heron-7")]
    assert [each.status_code for each in answers] == [404, 404]
    assert set(SharedLink.objects.values_list("ended_why", flat=True)) == {"labelled"}
    assert links.end_all(patient=charted.patient_id, by=ines, now=NOW) == 0


def test_a_renewed_link_shows_the_record_as_it_is_now_and_the_old_one_nothing(charted, system):
    old = shared(charted, passcode="heron-7")
    keep(system, allergy(f"Patient/{Patient.objects.get(uid=charted.patient_id).logical_id}", "Peanut"))
    new = links.renew(link=old.link, expires_at=NOW + 7 * DAY, by=charted, now=NOW)

    assert ask(old, "heron-7").status_code == 404
    [file] = ask(new, "heron-7", embeddedLengthMax=1_000_000).json()["files"]
    assert "Peanut" in json.dumps(by_hand(file["embedded"], shlink.read(new.text).key))
    assert shlink.read(new.text).key != shlink.read(old.text).key


def test_a_flood_is_turned_away_before_it_touches_anything(charted, monkeypatch):
    monkeypatch.setattr(opening.ASKED, "clock", lambda: 0.0)
    made, client = shared(charted), Client()

    answers = [client.get(path_of(made), {"recipient": "Flood"}) for _ in range(40)]
    assert [each.status_code for each in answers] == [200] * 30 + [429] * 10
    assert (answers[-1]["Retry-After"], answers[-1]["Access-Control-Allow-Origin"]) == ("30", "*")
    assert Opening.objects.count() == 30


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b'"x"', b'{"recipient": 7}', b'{"recipient": "  "}', b"[" * 5000, b"{}" * 4000, b"\xff\xfe"],
)
def test_nonsense_is_refused_and_counts_as_no_try(body, charted):
    made = shared(charted, passcode="heron-7")

    answer = Client().post(path_of(made), body, content_type="application/json")
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (400, "*")
    assert SharedLink.objects.get().tries_left == TRIES


def test_pages_of_other_origins_may_ask(charted):
    made = shared(charted, passcode="heron-7")
    before = Client().options(
        path_of(made), headers={"origin": "https://viewer.test", "access-control-request-method": "POST"}
    )

    assert (before.status_code, before["Access-Control-Allow-Origin"]) == (204, "*")
    assert "POST" in before["Access-Control-Allow-Methods"] and before["Access-Control-Allow-Headers"] == "Content-Type"
    assert ask(made, "wrong")["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"label": " "}, "label"),
        ({"label": "x" * 81}, "label"),
        ({"expires_at": NOW}, "lasts"),
        ({"expires_at": NOW + 32 * DAY}, "lasts"),
        ({"passcode": "123"}, "passcode"),
        ({"documents": [SharedLink().id]}, "documents"),
    ],
)
def test_what_cannot_be_shared_so_is_said_at_its_field(wish, field, charted):
    with pytest.raises(links.CannotShare) as refusal:
        shared(charted, **wish)

    assert (refusal.value.field, SharedLink.objects.count()) == (field, 0)
