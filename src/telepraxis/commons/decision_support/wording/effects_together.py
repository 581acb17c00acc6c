"""What two medicines may do together: in a few words, and in a sentence."""

from django.utils.translation import gettext_lazy as _

TOGETHER = {
    "serotonin": (
        _("serotonin toxicity"),
        _(
            "Together they can raise serotonin dangerously: agitation, fever, rigid muscles, "
            "convulsions. People have died."
        ),
    ),
    "serotonin-seizure": (
        _("serotonin toxicity, convulsions"),
        _("Together they make serotonin toxicity and convulsions more likely."),
    ),
    "serotonin-rare": (
        _("serotonin toxicity, rarely"),
        _("Together they can rarely raise serotonin too far; most people take both without trouble."),
    ),
    "hypertensive-crisis": (
        _("dangerous rise of blood pressure"),
        _("Together they can raise the blood pressure suddenly and dangerously."),
    ),
    "triptan-maoi": (
        _("much more triptan in the blood, serotonin toxicity"),
        _("The MAO inhibitor stops the breakdown of the triptan: vessels narrow and serotonin toxicity may follow."),
    ),
    "torsades": (
        _("dangerous heart rhythm (long QT)"),
        _("Both lengthen the QT interval; together they can cause torsades de pointes and sudden death."),
    ),
    "torsades-small": (
        _("longer QT interval"),
        _(
            "Both can lengthen the QT interval a little; it matters with other risks: low potassium, "
            "heart disease, age."
        ),
    ),
    "level-rises": (
        _("much more of it in the blood"),
        _("The second slows the breakdown of the first, which can build up to a harmful amount."),
    ),
    "atazanavir-lost": (
        _("atazanavir is hardly absorbed"),
        _("Atazanavir needs acid in the stomach. With a proton pump inhibitor too little is absorbed to control HIV."),
    ),
    "antiviral-lost": (
        _("the antiviral may fail"),
        _("So little of the antiviral stays in the blood that it may fail and the virus may become resistant."),
    ),
    "antifungal-lost": (
        _("the antifungal may fail"),
        _("Much less of the antifungal stays in the blood."),
    ),
    "thiopurine-toxicity": (
        _("bone marrow failure"),
        _("The breakdown of azathioprine or mercaptopurine is blocked; white cells can fall to a deadly level."),
    ),
    "muscle": (
        _("muscle damage"),
        _("The risk of muscle pain, and rarely of destroyed muscle with kidney failure, is higher with both."),
    ),
    "ergotism": (
        _("ergot poisoning"),
        _("Ergot builds up and narrows the vessels: cold, pale limbs, stroke, loss of a limb."),
    ),
    "sedation-hypotension": (
        _("deep sedation, very low blood pressure"),
        _("Tizanidine rises many times over: deep sedation and very low blood pressure."),
    ),
    "hypotension-deep": (
        _("collapse of blood pressure"),
        _("Together they can let the blood pressure collapse."),
    ),
    "hypotension": (
        _("low blood pressure"),
        _("Blood pressure may fall too far, with dizziness or a fall."),
    ),
    "angioedema": (
        _("angioedema"),
        _("Together they make swelling of face, tongue and throat more likely, which can close the airway."),
    ),
    "withdrawal": (
        _("sudden opioid withdrawal, no pain relief"),
        _("Naltrexone blocks opioids: pain is not relieved, and who is used to opioids gets severe withdrawal."),
    ),
    "bleeding": (
        _("bleeding"),
        _("Together they make bleeding more likely and harder to stop."),
    ),
    "stomach-bleeding": (
        _("bleeding from stomach or gut"),
        _("Together they make bleeding from stomach or gut more likely."),
    ),
    "warfarin-up": (
        _("stronger anticoagulant effect"),
        _("The effect of the anticoagulant can rise within days; the INR goes up and bleeding may follow."),
    ),
    "warfarin-down": (
        _("weaker anticoagulant effect"),
        _(
            "The anticoagulant is broken down faster; the INR falls and a clot may form. Stopping the "
            "other reverses it."
        ),
    ),
    "clot": (
        _("the anticoagulant may fail"),
        _("Much less of the anticoagulant stays in the blood; a clot or stroke may follow."),
    ),
    "clopidogrel-lost": (
        _("clopidogrel works less"),
        _("Clopidogrel is made active by an enzyme that the other one blocks; it then protects less."),
    ),
    "level-changes": (
        _("too much or too little of it in the blood"),
        _("The second changes so much how fast the first is broken down that it is unsafe or fails."),
    ),
    "ticagrelor-changed": (
        _("bleeding or lost protection"),
        _("The amount of ticagrelor in the blood changes so much that bleeding or a clot may follow."),
    ),
    "worm-medicine-lost": (
        _("the worm medicine fails"),
        _("So little of it stays in the blood that it does not work."),
    ),
    "aspirin-lost": (
        _("aspirin may protect the heart less"),
        _("Taken before a small daily aspirin, the other one keeps it from working; bleeding is more likely as well."),
    ),
}
