"""Which tables go along when an organization leaves, which do not, and why."""

from dataclasses import dataclass

from django.apps import apps
from django.db import models

TAKEN = (
    "audit_auditevent",
    "exchange_source",
    "exchange_arrival",
    "files_storedfile",
    "notify_outgoingmail",
    "record_organization",
    "record_location",
    "record_practitioner",
    "record_patient",
    "record_relatedperson",
    "record_encounter",
    "record_composition",
    "record_consent",
    "record_observation",
    "record_careplan",
    "record_documentreference",
    "record_resource",
    "record_version",
    "record_labelled",
    "record_opening",
    "accounts_membership",
    "apps_app",
    "apps_connection",
    "confidentiality_wish",
    "consents_consenttext",
    "consents_givenconsent",
    "organizations_organizationprofile",
    "organizations_site",
    "organizations_ownjurisdiction",
    "patients_patientprofile",
    "patients_searchtoken",
    "patients_spelling",
    "patients_proxy",
    "patients_patientmerge",
    "practitioners_practitionerprofile",
    "practitioners_licence",
    "signatures_key",
    "signatures_signed",
    "terminology_use",
    "formulary_prescribed",
    "mailbox_partner",
    "mailbox_outgoing",
    "mailbox_incoming",
    "questionnaires_published",
    "assessments_asked",
    "assessments_draft",
    "assessments_answered",
    "directives_directive",
    "chart_notedraft",
    "chart_setaside",
    "chart_carried",
    "chart_signature",
    "chart_phrase",
    "chart_phraseuse",
    "chart_putin",
    "chart_supervision",
    "chart_countersigning",
    "contributions_question",
    "contributions_text",
    "contributions_correction",
    "contributions_arrival",
    "encounters_visit",
    "encounters_handover",
    "encounters_presence",
    "examination_still",
    "follow_up_step",
    "follow_up_askedmeasurement",
    "incoming_brought",
    "inventory_place",
    "inventory_item",
    "inventory_pack",
    "inventory_recall",
    "inventory_lot",
    "inventory_deed",
    "inventory_movement",
    "inventory_reservation",
    "inventory_setaside",
    "inventory_price",
    "inventory_count",
    "inventory_counted",
    "inventory_brought",
    "letters_letter",
    "letters_wording",
    "medications_basket",
    "medications_basketline",
    "medications_prescription",
    "medications_prescribedline",
    "medications_concern",
    "medications_fill",
    "medications_sending",
    "medications_request",
    "medications_priorauthorisation",
    "medications_validity",
    "medications_prescriber",
    "medications_controlledaudit",
    "medications_sentence",
    "medications_sentenceuse",
    "pharmacy_order",
    "pharmacy_orderline",
    "pharmacy_customer",
    "pharmacy_claim",
    "pharmacy_claimline",
    "pharmacy_handout",
    "pharmacy_alone",
    "pharmacy_return",
    "pharmacy_delivery",
    "pharmacy_remark",
    "pharmacy_question",
    "results_policy",
    "results_cover",
    "results_item",
    "results_part",
    "results_deed",
    "rooming_intake",
    "scanning_stack",
    "scanning_original",
    "scanning_paperdocument",
    "scanning_sheet",
    "scanning_accepted",
    "scheduling_service",
    "scheduling_servicepractitioner",
    "scheduling_weeklyhours",
    "scheduling_hoursexception",
    "scheduling_calendarversion",
    "scheduling_appointment",
    "scheduling_claim",
    "scheduling_bookingdraft",
    "storefronts_ownstorefront",
    "storefronts_ownplace",
    "storefronts_ownplan",
    "storefronts_ownplanexception",
    "telehealth_joineddevice",
    "telehealth_linkrevocation",
    "telehealth_birthdatetry",
    "telehealth_devicecheck",
    "telehealth_safetycard",
    "telehealth_licenceoverride",
    "telehealth_seat",
    "telehealth_invitation",
    "telehealth_chatmessage",
    "telehealth_callminute",
    "telephony_trunk",
    "telephony_phonecall",
    "telephony_recordingconsent",
    "payments_bankaccount",
    "payments_price",
    "payments_appliedprice",
    "payments_charge",
    "payments_till",
    "payments_payment",
    "payments_refund",
    "payments_receipt",
    "payments_usedkey",
)
_DERIVED = "made afresh from the documents by whoever takes them in"
_OPENS = "holds or proves a key of this installation; apps sign in anew at the next one"
_UNDER_WAY = "facts between rooms, on their way in this installation; what they led to is in the other tables"
_SHARED = "a link names the address of this installation; who opened it stands in the audit, which goes along"
LEFT_OUT = {
    "record_word": _DERIVED,
    "record_moment": _DERIVED,
    "record_amount": _DERIVED,
    "record_line": _DERIVED,
    "record_catchingup": _DERIVED,
    "results_arrival": "noted by the database itself as documents come in, there as well",
    "inventory_balance": "kept by the database itself as movements and what is set aside come in, there as well",
    "timeline_chart": _DERIVED,
    "timeline_line": _DERIVED,
    "apps_code": _OPENS,
    "apps_token": _OPENS,
    "apps_launch": _OPENS,
    "apps_spentassertion": _OPENS,
    "apps_signingkey": _OPENS,
    "single_sign_on_identityprovider": "holds the secret of this installation at the provider; it is set up anew",
    "sharing_sharedlink": _SHARED,
    "sharing_ticket": _SHARED,
    "sharing_opening": _SHARED,
    "payments_checkout": "a page at the gateway that leads back here; what came of it is in the payment",
    "payments_gatewayaccount": "the keys of an account at the gateway; they are typed in anew",
    "payments_gatewayevent": "what the gateway told this installation; what came of it is in the payments",
    "mailbox_attempt": _UNDER_WAY,
    "mailbox_enquiry": "an address that a manager looks at before agreeing to it",
    "storefronts_told": "what partners were told from this installation; the next one tells them anew",
    "events_toldfact": _UNDER_WAY,
    "events_heardfact": _UNDER_WAY,
    "exchange_bulkexport": "an export that an app asked for; gone after a day, and asked for again there",
    "exchange_bulkfile": "a file of such an export",
}


@dataclass(frozen=True)
class Emptied:
    """A column that goes along empty: a secret, or something that only holds here."""

    column: str
    sql: str
    why: str


EMPTIED = {
    "apps_app": [Emptied("secret_digest", "''", "the app gets a new secret at the next installation")],
    "signatures_key": [
        Emptied(
            "sealed", "''", "sealed with this installation's keys; a new key signs, and this one proves what it signed"
        )
    ],
    "telephony_trunk": [Emptied("closed_secret", "''", "the provider's secret is typed in anew")],
    "notify_outgoingmail": [
        Emptied("closed_body", "''", "closed with this installation's key; a mail that was sent has none any more")
    ],
    "incoming_brought": [Emptied("sealed", "''::bytea", "what was merged or forgotten has none any more")],
}
ONLY = {  # table: which of its rows go along, and why no others
    "incoming_brought": (
        "(merged_at IS NOT NULL OR forgotten_at IS NOT NULL)",
        "what waits to be merged lies sealed with this installation's key, for an hour; it is brought in again",
    ),
    "notify_outgoingmail": ("state <> 'queued'", "a mail that still waits is sent from here, and not twice"),
}


def owned_tables() -> dict[str, type[models.Model]]:
    """Return every table that carries `organization_id`, by its name."""
    return {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if any(field.column == "organization_id" for field in model._meta.concrete_fields)
    }


def columns_of(model: type[models.Model]) -> list[str]:
    """Return the table's columns in their order, without those that the database makes from others."""
    return [field.column for field in model._meta.concrete_fields if not field.generated]
