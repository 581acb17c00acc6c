"""A controlled medicine leaves before a colleague who confirms it, or the register says that nobody was there."""

import csv
import io
from uuid import uuid4

import pytest
from django.db import IntegrityError

from telepraxis.base.access import Role
from telepraxis.care.medications.tests.scene import MORPHINE
from telepraxis.care.pharmacy import delivering, handing, witnessing
from telepraxis.care.pharmacy.models import Alone, Claim, ClaimLine, Handout
from telepraxis.care.pharmacy.refusals import NotAlone, NoWitness, WitnessNeeded
from telepraxis.care.pharmacy.witnessing import Seen
from telepraxis.registry.accounts.models import Account
from tests.people import colleague

from .bench_scene import *  # noqa: F403
from .bench_scene import NINE, a_week_of, made_ready, only_line, ordered
from .test_register import DAYS, tramadol  # noqa: F401

SECRET = "a long walk to the harbour"


@pytest.fixture
def morphine(shelf, hillcrest) -> Claim:
    return ordered(hillcrest, a_week_of(MORPHINE))


@pytest.fixture
def joao(system):
    """João Vaz, the other pharmacist, who has a password."""
    return with_password(colleague("joao@quayside.test", "João Vaz", {Role.PHARMACIST}, system))


def with_password(who):
    account = Account.objects.get(pk=who.account_id)
    account.set_password(SECRET)
    account.save()
    return who


def hand_over(claim, code, by, **more) -> Handout:
    said = {"owes_why": "Known", "key": str(uuid4()), "by": by, "now": NINE} | more
    [made] = handing.hand_over(claim=claim.id, code=code, **said)
    return made


def test_the_colleague_confirms_with_a_password_of_their_own(morphine, pilar, joao, marta, browse):
    with_password(pilar)
    with_password(marta)
    client, row, path = browse(pilar), only_line(morphine), f"/pharmacy/claims/{morphine.id}/"
    code = made_ready(morphine, pilar)
    page = client.get(path).content.decode()
    assert "Who sees it" in page and "João Vaz" in page and "Pilar Ríos</option>" not in page and "Marta" not in page
    said = {"code": code, "owes_why": "Known", f"quantity_{row.id}": "21"}

    def sent(**more):
        return client.post(f"{path}hand-over/", said | {"key": uuid4()} | more)

    for refused in (
        {},
        {"witness": joao.account_id},
        {"witness": joao.account_id, "witness_proof": "something else"},
        {"witness": joao.account_id, "witness_proof": "123456"},
        {"witness": pilar.account_id, "witness_proof": SECRET},
        {"witness": marta.account_id, "witness_proof": SECRET},
        {"witness": uuid4(), "witness_proof": SECRET},
    ):
        assert sent(**refused).status_code == 422, refused
    row.refresh_from_db()
    assert (Handout.objects.exists(), row.state) == (False, "ready")

    assert sent(witness=joao.account_id, witness_proof=SECRET).status_code == 302
    given = Handout.objects.get()
    assert (given.witness, given.witness_account, given.witness_by) == ("João Vaz", joao.account_id, "password")
    assert "seen by João Vaz" in client.get(path).content.decode()


def test_whoever_guesses_a_password_is_paused(morphine, pilar, joao, browse, settings):
    client, path = browse(pilar), f"/pharmacy/claims/{morphine.id}/hand-over/"
    said = {"code": made_ready(morphine, pilar), "owes_why": "Known", f"quantity_{only_line(morphine).id}": "21"}
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post(path, said | {"key": uuid4(), "witness": joao.account_id, "witness_proof": "a guess"})
    late = client.post(path, said | {"key": uuid4(), "witness": joao.account_id, "witness_proof": SECRET})
    assert late.status_code == 429
    assert not Handout.objects.exists()


def test_the_verb_needs_a_witness_of_the_right_kind(morphine, pilar, joao, rui):
    code = made_ready(morphine, pilar)
    with pytest.raises(WitnessNeeded):
        hand_over(morphine, code, pilar)
    for nobody in (pilar.account_id, rui.account_id, uuid4()):
        with pytest.raises(NoWitness):
            hand_over(morphine, code, pilar, witness=Seen(nobody, "password"))
    assert not Handout.objects.exists()


def test_whoever_works_alone_says_so_and_the_register_and_its_file_do(tramadol, hillcrest, pilar, browse):  # noqa: F811
    item, medicine = tramadol
    claim = ordered(hillcrest, a_week_of(medicine, days=2))
    code, client = made_ready(claim, pilar), browse(pilar)
    assert "Say that you work alone" in client.get(f"/pharmacy/claims/{claim.id}/").content.decode()
    with pytest.raises(WitnessNeeded):
        hand_over(claim, code, pilar)

    assert client.post("/pharmacy/register/alone/", {"alone": "yes"}).status_code == 302
    assert "nobody was there to see it" in client.get(f"/pharmacy/claims/{claim.id}/").content.decode()
    made = hand_over(claim, code, pilar)

    assert (made.without_witness, made.witness) == (True, "")
    page = client.get(f"/pharmacy/register/?item={item.id}&{DAYS}").content.decode()
    assert "nobody there to see it" in page and "Somebody is there again" in page
    file = client.get(f"/pharmacy/register/register.csv?item={item.id}&{DAYS}").content.decode()
    assert "nobody there to see it" in [row[11] for row in csv.reader(io.StringIO(file)) if len(row) > 11]
    client.post("/pharmacy/register/alone/", {"alone": "no"})
    assert Alone.objects.get().ended_by == "Pilar Ríos"


def test_who_saw_it_stands_in_the_register_and_its_file(tramadol, hillcrest, pilar, joao, browse):  # noqa: F811
    item, medicine = tramadol
    claim = ordered(hillcrest, a_week_of(medicine, days=2))
    hand_over(claim, made_ready(claim, pilar), pilar, witness=Seen(joao.account_id, "code"))
    client = browse(pilar)
    assert "seen by João Vaz" in client.get(f"/pharmacy/register/?item={item.id}&{DAYS}").content.decode()
    file = client.get(f"/pharmacy/register/register.csv?item={item.id}&{DAYS}").content.decode()
    assert "João Vaz" in [row[11] for row in csv.reader(io.StringIO(file)) if len(row) > 11]


def test_nobody_works_alone_beside_a_colleague(morphine, pilar, joao, browse):
    with pytest.raises(NotAlone):
        witnessing.say_alone(by=pilar, now=NINE)
    refused = browse(pilar).post("/pharmacy/register/alone/", {"alone": "yes"})
    assert refused.status_code == 422 and not Alone.objects.exists()


def test_said_before_a_colleague_came_it_counts_no_more(morphine, pilar, system):
    witnessing.say_alone(by=pilar, now=NINE)
    code = made_ready(morphine, pilar)
    colleague("joao@quayside.test", "João Vaz", {Role.PHARMACIST}, system)
    with pytest.raises(WitnessNeeded):
        hand_over(morphine, code, pilar)


def test_what_is_delivered_is_seen_when_it_leaves(shelf, hillcrest, pilar, joao):
    claim = ordered(hillcrest, a_week_of(MORPHINE), how="delivery", address="Harbour Street 7")
    code, about = made_ready(claim, pilar), {"owes_why": "Known", "by": pilar, "now": NINE}
    delivering.step(claim=claim.id, step="packed", **about)
    with pytest.raises(WitnessNeeded):
        delivering.step(claim=claim.id, step="out", **about)
    delivering.step(claim=claim.id, step="out", witness=Seen(joao.account_id, "password"), **about)
    delivering.step(claim=claim.id, step="delivered", code=code, **about)
    assert (Handout.objects.get().witness, ClaimLine.objects.get().state) == ("João Vaz", "handed_out")


def test_the_database_takes_nobody_for_their_own_witness(morphine, pilar, joao):
    made = hand_over(morphine, made_ready(morphine, pilar), pilar, witness=Seen(joao.account_id, "password"))
    made.pk, made.key, made.witness_account = uuid4(), "two", pilar.account_id
    with pytest.raises(IntegrityError, match="handout_seen_by_another"):
        made.save(force_insert=True)
