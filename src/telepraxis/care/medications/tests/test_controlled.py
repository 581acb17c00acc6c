"""Controlled substances: off until an audit is on record, and then with every control on its own."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from telepraxis.base.access import NotAllowed
from telepraxis.care.medications import baskets, controlled, expiry, prescribers, reading
from telepraxis.care.medications.models import ControlledAudit, Prescriber, Prescription
from telepraxis.care.medications.refusals import ControlledRefused, NotSo, SecondFactorNeeded, Unready
from telepraxis.care.medications.tests.scene import AMOXICILLIN, MORPHINE, NINE, begun, line, shown, sign
from telepraxis.registry.patients import registration
from telepraxis.registry.patients.document import Address, details_of

STRONG = frozenset({"password", "webauthn"})
PROVEN_ON = date(2026, 10, 1)


def record_audit(by, **more):
    said = {"auditor": "Hart and Lowe", "report": "Archive 12/2026", "audited_on": date(2026, 11, 2)} | more
    return controlled.record_audit(**said, by=by, now=NINE)


def grant_all(ines, marta, second, system, amara):
    """Everything that is asked for: audit by two, right by two, the patient's address."""
    audited = record_audit(marta)
    controlled.confirm_audit(audit_id=audited.id, by=second, now=NINE)
    who = {"practitioner": ines.practitioner_id}
    prescribers.grant(
        **who, may_prescribe=False, dea_number="AC1234563", identity_proven_on=PROVEN_ON, by=marta, now=NINE
    )
    prescribers.ask_controlled(**who, by=marta, now=NINE)
    prescribers.confirm_controlled(**who, by=second, now=NINE)
    lives_somewhere(amara, system)


def lives_somewhere(amara, by):
    from telepraxis.base import record
    from telepraxis.base.record.models import Patient

    details = details_of(record.content_of(Patient.objects.get(uid=amara.patient_id)))
    address = Address(street="Rua da Bica 4", city="Port Alder", postal_code="1200-054", country="PT")
    registration.amend(patient=amara.patient_id, details=replace(details, address=address), by=by, now=NINE)


def ready(amara, ines, *lines):
    draft = begun(amara, ines, *lines)
    for row, each in reading.lines_in(draft):
        if each.is_controlled:
            draft.refresh_from_db()
            baskets.mark_ready(basket=draft.id, version=draft.version, row=row.id, is_ready=True, by=ines, now=NINE)
    draft.refresh_from_db()
    return draft


def test_it_is_off_until_an_audit_is_on_record(amara, ines):
    with pytest.raises(ControlledRefused) as refused:
        sign(ready(amara, ines, line(MORPHINE)), ines, factors=STRONG)
    assert "no audit is on record" in str(refused.value)
    assert not Prescription.objects.exists()


def test_with_every_control_given_it_is_signed(amara, ines, marta, second_manager, system):
    grant_all(ines, marta, second_manager, system, amara)
    draft = ready(amara, ines, line(MORPHINE))
    screen = shown(draft, ines)

    got = sign(draft, ines, screen=screen, factors=STRONG, overrides=_reasons(screen))

    assert (got.is_controlled, got.lines.get().schedule, got.lines.get().supplies) == (True, "II", 1)
    assert got.expires_at - got.issued_at == timedelta(days=30)
    assert screen.statement == controlled.STATEMENT
    assert screen.prescriber.dea_number == "AC1234563"


def _reasons(screen):
    from telepraxis.care.medications.signing import card_key

    return {card_key(card): "Severe pain after surgery" for card in screen.interruptive}


def test_one_factor_or_one_that_is_old_is_not_enough(amara, ines, marta, second_manager, system):
    grant_all(ines, marta, second_manager, system, amara)
    draft = ready(amara, ines, line(MORPHINE))
    screen = shown(draft, ines)
    for factors in (frozenset(), frozenset({"password"}), frozenset({"webauthn", "totp"})):
        with pytest.raises(SecondFactorNeeded):
            sign(draft, ines, screen=screen, factors=factors, overrides=_reasons(screen))
    assert not Prescription.objects.exists()


def test_each_line_is_confirmed_on_its_own(amara, ines, marta, second_manager, system):
    grant_all(ines, marta, second_manager, system, amara)
    draft = begun(amara, ines, line(MORPHINE))
    [(row, _)] = reading.lines_in(draft)
    with pytest.raises(Unready) as refused:
        sign(draft, ines, factors=STRONG)
    assert refused.value.lines == {row.id: ("ready",)}

    baskets.mark_ready(basket=draft.id, version=2, row=row.id, is_ready=True, by=ines, now=NINE)
    baskets.put_line(basket=draft.id, version=3, row=row.id, line=line(MORPHINE, times=2), by=ines, now=NINE)
    row.refresh_from_db()
    assert not row.is_ready  # what was confirmed is not what stands there now


def test_it_is_not_signed_together_with_others(amara, ines, marta, second_manager, system):
    grant_all(ines, marta, second_manager, system, amara)
    with pytest.raises(ControlledRefused) as refused:
        sign(ready(amara, ines, line(MORPHINE), line(AMOXICILLIN)), ines, factors=STRONG)
    assert refused.value.why == ("Controlled substances are signed apart, on a prescription of their own.",)


def test_schedule_two_is_not_repeated(amara, ines, marta, second_manager, system):
    grant_all(ines, marta, second_manager, system, amara)
    draft = ready(amara, ines, line(MORPHINE, repeats=1))
    with pytest.raises(Unready) as refused:
        sign(draft, ines, factors=STRONG)
    assert list(refused.value.lines.values()) == [("repeats",)]


def test_the_patients_address_has_to_be_known(amara, ines, marta, second_manager, system):
    audited = record_audit(marta)
    controlled.confirm_audit(audit_id=audited.id, by=second_manager, now=NINE)
    with pytest.raises(ControlledRefused) as refused:
        sign(ready(amara, ines, line(MORPHINE)), ines, factors=STRONG)
    assert len(refused.value.why) == 2  # neither the right nor the address


def test_an_audit_takes_two_people(marta, second_manager, ines):
    audited = record_audit(marta)
    assert controlled.audit_that_holds(NINE.date()) is None
    with pytest.raises(NotSo):
        controlled.confirm_audit(audit_id=audited.id, by=marta, now=NINE)
    with pytest.raises(NotAllowed):
        controlled.confirm_audit(audit_id=audited.id, by=ines, now=NINE)
    assert ControlledAudit.objects.get().confirmed_at is None

    controlled.confirm_audit(audit_id=audited.id, by=second_manager, now=NINE)
    assert controlled.audit_that_holds(NINE.date()) == audited
    assert controlled.audit_that_holds(date(2028, 11, 1)) is not None
    assert controlled.audit_that_holds(date(2028, 11, 2)) is None

    controlled.withdraw_audit(audit_id=audited.id, by=marta, now=NINE)
    assert controlled.audit_that_holds(NINE.date()) is None


@pytest.mark.parametrize(
    "wrong",
    [{"auditor": " "}, {"audited_on": date(2027, 1, 1)}, {"valid_until": date(2030, 1, 1)}],
    ids=["nobody", "ahead", "too long"],
)
def test_an_audit_that_cannot_be_is_not_recorded(marta, wrong):
    with pytest.raises(NotSo):
        record_audit(marta, **wrong)
    assert not ControlledAudit.objects.exists()


def test_the_right_takes_two_others(ines, marta, second_manager):
    who = {"practitioner": ines.practitioner_id}
    with pytest.raises(NotSo):
        prescribers.ask_controlled(**who, by=marta, now=NINE)
    prescribers.grant(
        **who, may_prescribe=False, dea_number="AC1234563", identity_proven_on=PROVEN_ON, by=marta, now=NINE
    )
    with pytest.raises(NotSo):
        prescribers.confirm_controlled(**who, by=second_manager, now=NINE)
    prescribers.ask_controlled(**who, by=marta, now=NINE)
    with pytest.raises(NotSo):
        prescribers.confirm_controlled(**who, by=marta, now=NINE)
    assert not Prescriber.objects.get().may_prescribe_controlled

    prescribers.confirm_controlled(**who, by=second_manager, now=NINE)
    assert Prescriber.objects.get().may_prescribe_controlled
    prescribers.grant(
        **who, may_prescribe=False, dea_number="AC1234564", identity_proven_on=PROVEN_ON, by=marta, now=NINE
    )
    assert not Prescriber.objects.get().may_prescribe_controlled


@pytest.mark.parametrize(
    ("number", "is_one"),
    [("AC1234563", True), ("BX9876540", False), ("AC1234564", False), ("A1234563", False), ("ac1234563", False)],
)
def test_a_registration_number_checks_itself(number, is_one):
    assert prescribers.is_dea_number(number) is is_one


def test_in_the_united_states_the_number_has_to_be_right(amara, ines, marta, second_manager, system):
    grant_all(ines, marta, second_manager, system, amara)
    who = {"practitioner": ines.practitioner_id}
    prescribers.grant(
        **who, may_prescribe=False, dea_number="OM 41872", identity_proven_on=PROVEN_ON, by=marta, now=NINE
    )
    prescribers.ask_controlled(**who, by=marta, now=NINE)
    prescribers.confirm_controlled(**who, by=second_manager, now=NINE)
    [read] = [each for _, each in reading.lines_in(ready(amara, ines, line(MORPHINE)))]

    def refusals(where):
        asked = {"author": ines.practitioner_id, "address": "x", "jurisdiction": where, "on": NINE.date()}
        return controlled.refusals([read], **asked)

    assert refusals("PT") == ()
    assert refusals("US-CO") == ("Your DEA registration number is not valid.",)


def test_the_practice_sets_how_long_it_is_good_but_not_beyond_federal_law(marta, ines):
    expiry.set_validity(jurisdiction="PT", schedule="", days=180, by=marta, now=NINE)
    assert (expiry.rules_for("PT")[""].days, expiry.rules_for("ES")[""].days) == (180, 365)

    with pytest.raises(NotSo):
        expiry.set_validity(jurisdiction="US", schedule="II", days=30, most_repeats=1, by=marta, now=NINE)
    with pytest.raises(NotAllowed):
        expiry.set_validity(jurisdiction="PT", schedule="", days=90, by=ines, now=NINE)
    assert expiry.rules_for("US-CO")["II"] == expiry.Rule(30, 0)
