"""What an allergy, a duplicate or a dose may mean: in a few words, and in a sentence."""

from django.utils.translation import gettext_lazy as _

ALLERGIC = {
    "same-substance": (
        _("an allergy to it is on record"),
        _("This very substance is on the allergy list."),
    ),
    "not-tolerated": (
        _("was not tolerated"),
        _("A side effect of this substance is on record, not an allergy."),
    ),
    "same-class-allergy": (
        _("allergy to the same class is on record"),
        _("Substances of this class resemble each other so much that a reaction is likely."),
    ),
    "same-side-chain": (
        _("same side chain as what caused the allergy"),
        _("Both bear the same or a very similar side chain, which is what most of these allergies recognize."),
    ),
    "maybe-side-chain": (
        _("may share a side chain with the penicillin"),
        _(
            "It shares its side chain with amoxicillin and ampicillin; which penicillin caused the "
            "allergy is not on record."
        ),
    ),
    "different-side-chain": (
        _("another cephalosporin caused an allergy"),
        _("The side chains differ, so a reaction is unlikely."),
    ),
    "low-cross-two": (
        _("a reaction is unlikely (about 2 in 100 or fewer)"),
        _("Side chains differ; about 2 in 100 or fewer of those with a confirmed allergy react."),
    ),
    "low-cross-one": (
        _("a reaction is very unlikely (below 1 in 100)"),
        _("Fewer than 1 in 100 of those with a confirmed allergy react to a carbapenem."),
    ),
    "releases-sulfonamide": (
        _("contains a sulfonamide antibiotic's relative"),
        _("Sulfasalazine is split in the gut and sets free sulfapyridine, a sulfonamide of the antibiotic kind."),
    ),
    "related-structure": (
        _("related to sulfonamide antibiotics"),
        _("Its structure is related; few of those allergic to sulfonamide antibiotics react."),
    ),
    "cox1-allergy": (
        _("an anti-inflammatory caused a reaction"),
        _(
            "Most reactions to anti-inflammatories come from what all of them do (COX-1), so another "
            "one may do the same."
        ),
    ),
    "coxib-allergy": (
        _("COX-2 inhibitor after a reaction to an anti-inflammatory"),
        _("COX-2 inhibitors are tolerated by most people who react to other anti-inflammatories."),
    ),
    "opioid-mostly-effect": (
        _("a reaction to opioids is on record"),
        _("Most reactions to opioids (nausea, itch, constipation) are effects of the drug and no allergy."),
    ),
    "same-group-opioid": (
        _("an opioid of the same chemical group caused a reaction"),
        _("Opioids of one chemical group resemble each other; true allergy is rare."),
    ),
    "acei-class": (
        _("an ACE inhibitor caused a reaction"),
        _(
            "Angioedema and cough come from what all ACE inhibitors do; angioedema can close the "
            "airway, even months later."
        ),
    ),
    "arb-after-angioedema": (
        _("angioedema with an ACE inhibitor is on record"),
        _("Few people who had angioedema with an ACE inhibitor have it with a sartan."),
    ),
    "statin-class": (
        _("another statin was not borne"),
        _("Muscle trouble may come back with another statin; many bear a lower dose or another one."),
    ),
    "heparin-class": (
        _("a heparin caused a reaction"),
        _("If platelets fell (HIT), every heparin is dangerous; skin reactions may cross as well."),
    ),
    "aromatic-class": (
        _("an aromatic antiepileptic caused a reaction"),
        _("Severe skin reactions often cross between these antiepileptics."),
    ),
}

TWICE = {
    "same-substance-twice": (
        _("the same substance twice"),
        _("Two medicines contain the same substance; together they may be too much."),
    ),
    "two-of-class": (
        _("two medicines of one kind"),
        _("Both act in the same way: more side effects, hardly more benefit."),
    ),
    "two-nsaids": (
        _("two anti-inflammatories"),
        _("Two anti-inflammatories relieve no more than one and make ulcers, bleeding and kidney harm more likely."),
    ),
    "two-opioids": (
        _("two opioids"),
        _("Two opioids add up. A long-acting one with a short-acting one for peaks may be meant."),
    ),
    "two-sedatives": (
        _("two sedatives"),
        _("Their effects add up: falls, confusion, weak breathing."),
    ),
    "two-anticoagulants": (
        _("two anticoagulants"),
        _("Two anticoagulants together make severe bleeding much more likely."),
    ),
    "two-triptans": (
        _("two triptans"),
        _("Two triptans within a day narrow the vessels more."),
    ),
    "no-more-effect": (
        _("act by the same hormone"),
        _("Both act by the same hormone; the second adds next to nothing."),
    ),
}

DOSE = {
    "daily-not-weekly": (
        _("is taken once a week"),
        _(
            "For joints, skin and gut it is taken once a week; taken daily it destroys bone marrow and "
            "mouth within days."
        ),
    ),
}
