"""What two medicines may do together to sugar, kidneys, heart, marrow, brain: in a few words, and in a sentence."""

from django.utils.translation import gettext_lazy as _

IN_ORGANS = {
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
