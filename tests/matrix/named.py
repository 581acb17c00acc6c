"""What the paths of the matrix name: one object of each kind at Quayside, made as its room makes it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from telepraxis.base import notify
from telepraxis.base.access import Actor, Role
from telepraxis.base.uuid7 import uuid7


def named(ines, amara: Actor, by: Actor, now: datetime) -> dict:
    """Make one object of each kind about Amara at the practice that is served; return argument -> value."""
    entry = _entered(amara, by, now)
    return {
        "kind": "sick_note",
        "kind_name": "medicine",
        "pharmacy_id": uuid7(),
        "directive_kind": "dnr",
        "patient": amara.patient_id,
        "patient_id": amara.patient_id,
        "practitioner": ines.uid,
        "practitioner_id": ines.uid,
        "mail_id": _mail(by, now),
        "observation_id": _measured(amara, now),
        "phrase_id": _phrase(by, now),
        "app_id": _app(by, now),
        "connection_id": (connection := _connection(amara, by, now)).id,
        "token_id": _token(connection, now),
        "entry_id": entry,
        "directive_id": _decided(amara, by, now),
        "link_id": _shared(amara, now),
        "signing_key_id": _signing_key(now),
        "brought_id": _brought(amara, by, now),
        **_of_practice(ines, by, now),
        **_of_visit(ines, amara, by, now),
        **_forms(amara, by, now),
        **_result(amara, ines, by, now),
        **_closed(amara, entry, by, now),
        **_paper(amara, by, now),
        **_stocked(by, now),
        **_asked(amara, entry, now),
        **_money(amara, by, now),
        **(prescribed := _prescribed(amara, ines, by, now)),
        **_at_the_bench(amara, prescribed["prescription_id"], by, now),
        "own_place_id": _own_place(amara, now),
        **_insured(amara, by, now),
    }


def _insured(amara: Actor, by: Actor, now: datetime) -> dict:
    """A plan that is billed here, and Amara's card of it."""
    from telepraxis.care.storefronts import coverages, plans
    from telepraxis.care.storefronts.coverage_document import CoverageSaid
    from telepraxis.care.storefronts.patient_part import Terms
    from telepraxis.care.storefronts.plan_particulars import PlanSaid

    said = PlanSaid("Meridian Health", "Basic", "MER-B", "EUR", Terms(percent=20))
    card = CoverageSaid("Meridian Health", "Basic", "MER-B", "4711")
    return {
        "own_plan_id": plans.keep(said=said, by=by, now=now).id,
        "coverage_id": coverages.keep(patient=amara.patient_id, said=card, by=amara, now=now).uid,
    }


def _own_place(amara: Actor, now: datetime):
    """Return the id of the place that Amara looks for pharmacies from."""
    from telepraxis.care.storefronts import places

    return places.keep(patient=amara.patient_id, name="Home", point=(38.7, -9.14), by=amara, now=now).id


def _of_practice(ines, by: Actor, now: datetime) -> dict:
    """Its colleague with a licence, a site, a text of consent."""
    from telepraxis.registry.accounts.models import Membership
    from telepraxis.registry.consents.texts import current_text
    from telepraxis.registry.organizations.sites import open_site
    from telepraxis.registry.practitioners.models import Licence

    return {
        "licence": Licence.objects.filter(practitioner_id=ines.uid).first().id,
        "member": Membership.objects.get(practitioner_id=ines.uid).id,
        "site": open_site(name="Harbour", time_zone="Europe/Lisbon", by=by, now=now).id,
        "text": current_text("telehealth", "PT", "en", now.date()).id,
    }


def _of_visit(ines, amara: Actor, by: Actor, now: datetime) -> dict:
    """An appointment with its visit, and what hangs on it: a step, a letter, a guest, a picture; half a booking."""
    from telepraxis.care.encounters import visits
    from telepraxis.care.follow_up import planning
    from telepraxis.care.scheduling.models import BookingDraft

    appointment = _booked(ines, amara, by, now)
    service, doctor = appointment.service, _as_clinician(by, ines)
    visit = visits.visit_for(appointment=appointment, now=now)
    draft = BookingDraft.objects.create(
        organization_id=by.organization_id, opened_by=str(amara.account_id), service=service,
        patient_id=amara.patient_id, opened_at=now,
    )  # fmt: skip
    step = planning.write_step(visit=visit, kind="see_again", who="patient", service=service, by=doctor, now=now)
    letter = _letter(visit, doctor, now)
    return {
        "appointment_id": appointment.id,
        "visit_id": visit.id,
        "draft_id": draft.id,
        "service_id": service.id,
        "service": service.id,
        "step_id": step.id,
        "letter_id": letter.id,
        "code": letter.shown_code,
        "guest_id": _guest(visit, ines, by, now),
        "document_id": _sent(visit, amara, now),
    }


def _booked(ines, amara: Actor, by: Actor, now: datetime):
    from telepraxis.care.scheduling import hours, offering
    from telepraxis.care.scheduling.importing import FormerAppointment, import_appointments

    service = offering.offer_service(
        name="Family doctor", minutes=15, currency="EUR", modalities=["video", "in_person", "phone"],
        practitioners=[ines.uid], by=by, now=now,
    )  # fmt: skip
    hours.set_week(practitioner=ines.uid, rules=[hours.WeekRule(day, 540, 1020) for day in range(7)], by=by, now=now)
    begins = now.replace(minute=0, second=0, microsecond=0) + timedelta(days=3)
    (appointment,) = import_appointments(
        former=[
            FormerAppointment(
                patient=amara.patient_id, practitioner=ines.uid, service=service, modality="video",
                starts_at=begins, jurisdiction="PT", booked_at=now,
            )
        ],
        by=by,
        now=now,
    )  # fmt: skip
    return appointment


def _brought(amara: Actor, by: Actor, now: datetime):
    from telepraxis.care.incoming.bringing import bring_in
    from telepraxis.care.incoming.tests.karoo import bundle

    return bring_in(files=[("karoo.json", bundle())], patient=amara.patient_id, by=by, now=now).id


def _asked(amara: Actor, entry, now: datetime) -> dict:
    """What Amara asked about an entry of hers, a correction she asked for, and a symptom that waits to be seen."""
    from telepraxis.care.contributions import adding, corrections, questions
    from telepraxis.care.contributions.models import Arrival

    about = {"patient": amara.patient_id, "type": "MedicationStatement", "entry": entry, "by": amara, "now": now}
    adding.write_symptom(patient=amara.patient_id, what="Headache", strength=3, by=amara, now=now)
    return {
        "entry_type": "MedicationStatement",
        "question_id": questions.ask(text="With food?", **about).id,
        "correction_id": corrections.ask_for(wrong="5 mg", instead="10 mg", **about).id,
        "arrival_id": Arrival.objects.get(kind=Arrival.Kind.SYMPTOM).id,
    }


def _money(amara: Actor, by: Actor, now: datetime) -> dict:
    """Something that Amara owes and has paid a part of, in cash."""
    from telepraxis.office.payments import charging, paying, pricing
    from telepraxis.office.payments.models import Receipt
    from telepraxis.office.payments.money import Money

    said = {"valid_from": now.date(), "today": now.date(), "by": by, "now": now}
    price = pricing.set_price(name="Certificate", amount=Money(2000, "EUR"), **said)
    charge = charging.charge(
        reference=("desk", uuid7()), amount=Money(2000, "EUR"), patient=amara.patient_id, price=price, told_at=now,
        by=by, now=now,
    )  # fmt: skip
    paid = paying.take_cash(charge=charge, amount=Money(500, "EUR"), by=by, now=now)
    receipt = Receipt.objects.get(payment=paid)
    return {
        "charge_id": charge.id, "payment_id": paid.id, "receipt_id": receipt.id, "till_id": paid.till_id,
        "price_id": price.id,
    }  # fmt: skip


def _prescribed(amara: Actor, ines, by: Actor, now: datetime) -> dict:
    """A basket of the physician, what was signed before with its paper, a renewal that waits, lines that are kept."""
    from telepraxis.care.medications import afterwards, authorising, baskets, controlled, papers, prescribers, sentences
    from telepraxis.care.medications.tests import scene

    doctor, manager = _as_clinician(by, ines), replace(by, via="session", account_id=uuid7(), roles={Role.MANAGER})
    signed = scene.signed(amara, doctor, scene.line(scene.AMOXICILLIN, times=3), now=now - timedelta(hours=2))
    papers.make(prescription=signed.id, by=by, now=now)
    asked = afterwards.ask_renewal(line=signed.lines.get().id, by=amara, now=now)
    open_one = scene.begun(amara, doctor, scene.line(scene.PARACETAMOL, times=3), now=now)
    baskets.check(basket=open_one.id, by=doctor, now=now)
    kept = sentences.keep(
        kind="sentence", name="Cold", lines=(scene.line(scene.PARACETAMOL),), for_practice=True, by=by, now=now
    )
    prescribers.grant(practitioner=ines.uid, may_prescribe=True, by=by, now=now)
    audit = controlled.record_audit(
        auditor="Drummond", report="In the safe", audited_on=now.date(), by=manager, now=now
    )
    leave = authorising.begin(line=signed.lines.get().id, payer="Alder Health", by=doctor, now=now)
    return {
        "authorisation_id": leave.id,
        "row_id": open_one.lines.get().id,
        "prescription_id": signed.id,
        "prescribed_id": signed.lines.get().id,
        "request_id": asked.id,
        "sentence_id": kept.id,
        "audit_id": audit.id,
    }


def _at_the_bench(amara: Actor, prescription, by: Actor, now: datetime) -> dict:
    """What another practice ordered here and was handed out; and an order of Amara's at a pharmacy elsewhere."""
    from telepraxis.base.tenancy.models import Tenant
    from telepraxis.care.medications.models import PrescribedLine
    from telepraxis.care.medications.tests.scene import AMOXICILLIN
    from telepraxis.care.pharmacy import handing, ordering
    from telepraxis.care.pharmacy.ordering import LineWanted
    from telepraxis.care.pharmacy.tests.bench_scene import a_week_of, made_ready, ordered
    from telepraxis.commons.inventory import pricing
    from telepraxis.commons.inventory.models import Item

    item = Item.objects.exclude(code="").first()
    pricing.set_price(item=item.id, amount_minor=40, currency="EUR", per=1, by=by, now=now)
    elsewhere = Tenant.objects.exclude(id=by.organization_id).order_by("id").first()
    claim = ordered(elsewhere, a_week_of(replace(AMOXICILLIN, system=item.system, code=item.code), days=3), now=now)
    line, code = claim.lines.get(), made_ready(claim, by, now=now)
    [given] = handing.hand_over(claim=claim.id, code=code, owes_why="Pays later", key="one", by=by, now=now)
    wanted = [LineWanted(each.id) for each in PrescribedLine.objects.filter(prescription_id=prescription)]
    placed = ordering.place(
        prescription=prescription, lines=wanted, pharmacy=elsewhere.id, key="one", by=amara, now=now
    )
    return {"claim_id": claim.id, "claim_line_id": line.id, "handout_id": given.id, "order_id": placed.id}


def _paper(amara: Actor, by: Actor, now: datetime) -> dict:
    """One page that waits to be confirmed, and one that is filed to Amara."""
    from telepraxis.care.scanning import confirming
    from telepraxis.care.scanning.tests import scene

    (waits,) = scene.documents_of(scene.send_stack(scene.RESULTS, by=by, now=now))
    (filed,) = scene.documents_of(scene.send_stack(scene.NOBODYS, by=by, now=now, mark=1))
    said = confirming.Confirmed(patient=amara.patient_id, title="Prices", same_person=True)
    sheet = waits.sheets.get()
    return {
        "paper_id": waits.id,
        "stack_id": waits.stack_id,
        "sheet_id": sheet.id,
        "original_id": sheet.original_id,
        "reference_id": confirming.confirm(document=filed, said=said, by=by, now=now).reference_id,
    }


def _stocked(by: Actor, now: datetime) -> dict:
    """An item of the stock with its lot, a count of its place that is open, and a file that nobody confirmed."""
    from telepraxis.commons.inventory import counting, importing
    from telepraxis.commons.inventory.tests.scene import stock_of

    stocked = stock_of(by, now)
    text = b"name,counted_in\nPlasters,piece\n"
    return {
        "stock_id": stocked.amoxicillin.id,
        "lot_id": stocked.soon.id,
        "count_id": counting.begin(place=stocked.shelf.id, by=by, now=now).id,
        "stock_place_id": stocked.fridge.id,
        "stock_file_id": importing.bring(content=text, name="stock.csv", by=by, now=now).id,
    }


def _signing_key(now: datetime):
    from telepraxis.registry.signatures import keys

    return keys.signer(use="token", now=now).key.id


def _decided(amara: Actor, by: Actor, now: datetime):
    """An advance directive that waits to be confirmed, and beside it a photo of who decided."""
    from telepraxis.care.directives import keeping
    from telepraxis.care.directives.document import Said
    from telepraxis.registry.patients.photo import set_photo

    set_photo(patient=amara.patient_id, content=b"\xff\xd8\xff a face", agreed=True, by=amara, now=now)
    said = Said(kind="living_will", made_on=date(2026, 5, 3))
    return keeping.propose(patient=amara.patient_id, said=said, by=amara, now=now).uid


def _closed(amara: Actor, medicine, by: Actor, now: datetime) -> dict:
    """Amara's wish for privacy, and an emergency opening of her record that is over."""
    from telepraxis.base.record import openings
    from telepraxis.base.record.labels import EVERYTHING
    from telepraxis.registry.confidentiality import labelling, wishes

    entry = labelling.entry_of(amara.patient_id, "MedicationStatement", medicine)
    opening = openings.open_for(
        account_id=amara.account_id, patient=amara.patient_id, labels=EVERYTHING, kind="break_glass",
        reason="Unconscious in the waiting room", until=now, by=by, now=now - timedelta(hours=4),
    )  # fmt: skip
    wish = wishes.ask(patient=amara.patient_id, entry=entry, by=amara, now=now)
    return {"type": entry.type, "opening_id": opening.id, "wish_id": wish.id}


def _letter(visit, ines: Actor, now: datetime):
    """A signed certificate about a visit that has begun, whatever becomes of the visit of the paths."""
    from telepraxis.care.encounters import visits
    from telepraxis.care.letters import writing

    begun = visits.open_visit(
        patient=visit.patient_id, practitioner=visit.practitioner_id, modality="in_person", planned_at=now,
        by=ines, now=now,
    )  # fmt: skip
    begun = visits.admit(visit=begun, by=ines, now=now)
    letter = writing.draft_letter(visit=begun, kind="attendance", said=writing.Said(), by=ines, now=now)
    return writing.sign_letter(letter=letter, by=ines, now=now)


def _as_clinician(by: Actor, practitioner) -> Actor:
    return Actor(
        organization_id=by.organization_id, roles=frozenset({Role.PHYSICIAN}), practitioner_id=practitioner.uid
    )


def _guest(visit, ines, by: Actor, now: datetime):
    from telepraxis.care.telehealth import inviting

    doctor = Actor(organization_id=by.organization_id, roles=frozenset({Role.PHYSICIAN}), practitioner_id=ines.uid)
    return inviting.invite(visit=visit, role="interpreter", name="Marta Silva", by=doctor, now=now).id


def _measured(amara: Actor, now: datetime):
    """Return the uid of what Amara measured herself."""
    from decimal import Decimal

    from telepraxis.care.measurements.taking import Taken, record_measurements

    taken = [Taken(kind="weight", values=(Decimal("61.5"),))]
    return record_measurements(patient=amara.patient_id, taken=taken, by=amara, now=now)[0].uid


def _shared(amara: Actor, now: datetime):
    """Return the id of a link to Amara's summary."""
    from telepraxis.care.sharing import links

    day = timedelta(days=1)
    return links.share(patient=amara.patient_id, label="Summary", expires_at=now + day, by=amara, now=now).link.id


def _result(amara: Actor, ines, by: Actor, now: datetime) -> dict:
    """Return the ids of a result of Amara's that waits, and of a cover of a colleague whom nobody of the walk is."""
    from telepraxis.base import audit, record
    from telepraxis.base.record.models import Patient
    from telepraxis.care.results.arriving import take_in
    from telepraxis.care.results.models import Cover, Item
    from telepraxis.registry.practitioners.enrolment import enrol

    whom = f"Patient/{Patient.objects.get(uid=amara.patient_id).logical_id}"
    doc = {"resourceType": "DiagnosticReport", "status": "final", "code": {"text": "Blood count"}}
    record.write("DiagnosticReport", doc | {"subject": {"reference": whom}}, by=by, now=now)
    audit.wrote(by, "fhir.created", patient=amara.patient_id)
    while take_in(now=now):
        pass
    away = enrol(
        given="Sam", family="Adeyemi", specialty_code="family-medicine", languages=["en"],
        time_zone="Europe/Lisbon", by=by, now=now,
    )  # fmt: skip
    cover = Cover.objects.create(
        organization_id=by.organization_id, practitioner_id=away.uid, covered_by_id=ines.uid, starts_on=now.date(),
        ends_on=now.date(), said_by=by.name,
    )  # fmt: skip
    item = Item.objects.filter(type="DiagnosticReport", patient_id=amara.patient_id).latest("arrived_at")
    return {"item_id": item.id, "cover_id": cover.id}


def _entered(amara: Actor, by: Actor, now: datetime):
    """Return the uid of a medicine on Amara's list."""
    from telepraxis.care.entries import keeping

    values = {"what": "Amlodipine 5 mg"}
    return keeping.add(patient=amara.patient_id, kind="medicine", values=values, by=by, now=now).uid


def _forms(amara: Actor, by: Actor, now: datetime) -> dict:
    """A draft of a form, one that is asked of Amara, and one that she has answered."""
    from telepraxis.care.assessments import asking, filling
    from telepraxis.commons.questionnaires import authoring
    from telepraxis.commons.questionnaires.library import instruments

    asked = [
        asking.ask(patient=amara.patient_id, form=form, writes=False, by=by, now=now) for form in ("phq-2", "gad-7")
    ]
    given = {item.link_id: ["LA6568-5"] for item in instruments()["gad-7"].every() if item.is_asked}
    filling.save_answers(asked=asked[1], answers=given, by=amara, now=now)
    answered = filling.hand_in(asked=asked[1], language="en", by=amara, now=now)
    return {
        "form_id": authoring.begin(title="Sleep", by=by, now=now).uid,
        "instrument": "phq-9",
        "asked_id": asked[0].id,
        "answered_id": answered.id,
    }


def _phrase(by: Actor, now: datetime):
    from telepraxis.care.chart import phrases

    words = phrases.Words(kind="phrase", shortcut="rash", title="Rash", text="Rash on [where]")
    return phrases.keep(words=words, for_practice=True, by=by, now=now).id


def _sent(visit, amara: Actor, now: datetime):
    """Return the uid of a picture that Amara sent in the chat of her visit."""
    from io import BytesIO

    from PIL import Image

    from telepraxis.care.encounters.presences import participant_of
    from telepraxis.care.telehealth.sending import send_file

    picture = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(picture, "PNG")
    return send_file(
        visit=visit, participant=participant_of(amara, visit), key=uuid7(), content=picture.getvalue(), name="arm.png",
        by=amara, now=now,
    ).document_id  # fmt: skip


def _app(by: Actor, now: datetime):
    """Return the id of an app that staff can open with a patient."""
    from telepraxis.registry.apps import registering

    said = registering.Particulars(
        name="Growth Chart", kind="public", proof="none", scopes=["launch", "patient/*.rs"], for_patients=True,
        redirect_uris=["https://growth.test/back"], launch_uri="https://growth.test/launch",
    )  # fmt: skip
    return registering.register(said, by=by, now=now).app.id


def _connection(amara: Actor, by: Actor, now: datetime):
    """Return the leave that Amara gave an app."""
    from telepraxis.registry.apps import connecting
    from telepraxis.registry.apps.models import App

    leave = connecting.Leave(scopes=["patient/*.rs"], patient=amara.patient_id)
    return connecting.connect(app=App.objects.get(id=_app(by, now)), leave=leave, by=amara, now=now)


def _token(connection, now: datetime):
    """Return the id of a key of the app that Amara let in."""
    from telepraxis.registry.apps import tokens
    from telepraxis.registry.apps.models import Token

    tokens.issue(connection, "access", scopes=connection.scopes, lasts=timedelta(minutes=15), now=now)
    return Token.objects.get(connection=connection).id


def _mail(by: Actor, now: datetime):
    from telepraxis.base.notify.models import OutgoingMail

    notify.email(
        to="amara@patients.test", template="chart/mail/summary", by_key=str(uuid7()),
        context={"path": "/visits/", "clinician": "Dr", "at": now}, language="en",
    )  # fmt: skip
    return OutgoingMail.objects.values_list("id", flat=True).first()
