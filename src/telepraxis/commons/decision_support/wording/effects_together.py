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
    "low-sugar": (
        _("low blood sugar"),
        _("Blood sugar may fall too low."),
    ),
    "low-sugar-hidden": (
        _("low blood sugar goes unnoticed"),
        _("The beta-blocker hides the racing heart of low blood sugar and may make it last longer."),
    ),
    "kidney-pressure": (
        _("kidneys suffer, blood pressure rises"),
        _("Together they can harm the kidneys and weaken the treatment of blood pressure."),
    ),
    "kidney-potassium": (
        _("kidney injury, high potassium"),
        _(
            "Both block the same hormone system: kidney injury, high potassium and fainting are more "
            "likely, benefit is not."
        ),
    ),
    "kidney-triple": (
        _("acute kidney injury"),
        _(
            "These three together take away the ways in which the kidney keeps up its blood flow; it "
            "may fail within weeks."
        ),
    ),
    "diuretic-weaker": (
        _("the diuretic works less"),
        _("The anti-inflammatory holds back salt and water and may strain the kidneys."),
    ),
    "potassium-up": (
        _("high potassium"),
        _("Potassium can rise to a level that stops the heart."),
    ),
    "potassium-down": (
        _("low potassium"),
        _("Both lower potassium."),
    ),
    "lithium-up": (
        _("lithium poisoning"),
        _("The kidneys hold back lithium; it may reach a poisonous level within days."),
    ),
    "digoxin-up": (
        _("digoxin poisoning"),
        _("Digoxin rises, often twofold: nausea, yellow vision, dangerous heart rhythms."),
    ),
    "digoxin-potassium": (
        _("digoxin is more dangerous with low potassium"),
        _("The diuretic can lower potassium and magnesium, and then even a usual amount of digoxin harms."),
    ),
    "slow-heart": (
        _("slow heart, heart block"),
        _("Both slow the heart; it may become too slow or be blocked, and blood pressure may fall."),
    ),
    "rebound": (
        _("blood pressure shoots up when clonidine is stopped"),
        _("If clonidine is stopped while the beta-blocker goes on, blood pressure can shoot up."),
    ),
    "marrow": (
        _("bone marrow failure"),
        _(
            "Both act against folate and methotrexate is held back; white cells and platelets can fall "
            "to a deadly level."
        ),
    ),
    "methotrexate-up": (
        _("more methotrexate in the blood"),
        _("Less methotrexate leaves by the kidneys. It matters most at high doses and with weak kidneys."),
    ),
    "liver-marrow": (
        _("liver and bone marrow harm"),
        _("Both can harm liver and bone marrow."),
    ),
    "liver": (
        _("liver harm"),
        _("The first builds up and harms the liver."),
    ),
    "hypersensitivity": (
        _("severe skin reaction, rarely"),
        _("Severe allergic reactions have been reported, mostly with weak kidneys."),
    ),
    "colchicine-up": (
        _("colchicine poisoning"),
        _(
            "Colchicine builds up: diarrhoea, muscle and bone marrow failure; people have died, above "
            "all with weak kidneys."
        ),
    ),
    "breathing": (
        _("breathing may stop"),
        _("Both calm the brain: deep sedation, weak breathing, coma and death are more likely."),
    ),
    "sedation": (
        _("sleepiness"),
        _("Both make sleepy."),
    ),
    "sedation-deep": (
        _("deep, long sedation"),
        _("The sedative is broken down much more slowly: deep and long sedation, weak breathing."),
    ),
    "agranulocytosis": (
        _("loss of white cells"),
        _("Both can harm the bone marrow, and clozapine falls in the blood as well."),
    ),
    "theophylline-up": (
        _("theophylline poisoning"),
        _("Theophylline rises: vomiting, fast heart, convulsions."),
    ),
    "transplant-up": (
        _("kidney harm by too much of it"),
        _("The medicine against rejection rises: kidney harm, tremor, infections."),
    ),
    "transplant-down": (
        _("rejection of the transplant"),
        _("The medicine against rejection falls, and a transplant may be lost."),
    ),
    "contraception-lost": (
        _("contraception may fail"),
        _("The hormone is broken down faster and may not prevent a pregnancy, also for four weeks after stopping."),
    ),
    "lamotrigine-down": (
        _("less lamotrigine, seizures"),
        _("The estrogen can halve lamotrigine; in the week without pills it rises again."),
    ),
    "lamotrigine-up": (
        _("twice as much lamotrigine, severe rash"),
        _("Valproate doubles lamotrigine; severe skin reactions are more likely."),
    ),
    "seizure": (
        _("valproate is lost, seizures"),
        _("Carbapenems take valproate out of the blood within a day; seizures return."),
    ),
    "tamoxifen-lost": (
        _("tamoxifen may protect less"),
        _("Tamoxifen is made active by an enzyme that the other one blocks."),
    ),
    "pain-unrelieved": (
        _("the painkiller may not work"),
        _("The painkiller is made active by an enzyme that the other one blocks."),
    ),
    "tricyclic-up": (
        _("much more of the tricyclic"),
        _("The tricyclic can rise several times over: confusion, heart rhythm, convulsions."),
    ),
    "tendon": (
        _("tendon rupture"),
        _("Tendons, mostly Achilles', tear more often with both, above all over 60."),
    ),
    "cushing": (
        _("too much cortisone"),
        _("The inhaled, nasal or injected cortisone builds up in the body: Cushing's syndrome, failing adrenals."),
    ),
    "absorption": (
        _("is not absorbed when taken together"),
        _("Minerals bind it in the gut, so that less is absorbed."),
    ),
    "metformin-up": (
        _("more metformin in the blood"),
        _("Less metformin leaves by the kidneys."),
    ),
    "skull-pressure": (
        _("raised pressure in the skull"),
        _("Both can raise the pressure in the skull: headache, loss of sight."),
    ),
    "parkinson-worse": (
        _("Parkinson's gets worse"),
        _("It blocks dopamine: stiffness and slowness get worse."),
    ),
    "ears-kidneys": (
        _("harm to hearing and kidneys"),
        _("Both can harm hearing and kidneys."),
    ),
    "psychosis": (
        _("confusion, psychosis"),
        _("Together they have caused confusion and psychosis."),
    ),
    "dehydration": (
        _("loss of water, low blood pressure"),
        _("Both drive out water and salt."),
    ),
    "ammonia": (
        _("high ammonia, drowsiness"),
        _("Together they can raise ammonia: drowsiness, vomiting, confusion."),
    ),
    "steroid-weaker": (
        _("the cortisone works less"),
        _("The cortisone is broken down faster."),
    ),
}
