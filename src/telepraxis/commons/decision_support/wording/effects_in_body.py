"""What a medicine may do in weak kidneys, at an age, or with a disease: in a few words, and in a sentence."""

from django.utils.translation import gettext_lazy as _

KIDNEY = {
    "lactic-acid": (_("lactic acidosis"), _("Metformin builds up; the blood can turn sour (lactic acidosis).")),
    "no-urine-level": (
        _("works too little, harms nerves and lungs"),
        _("Too little reaches the urine to work, and what stays behind harms nerves and lungs."),
    ),
    "kidney-worse": (_("can harm the kidneys further"), _("It can harm the kidneys further.")),
    "builds-up": (_("builds up"), _("It leaves by the kidneys and builds up when they are weak.")),
    "builds-up-bleeding": (_("builds up, bleeding"), _("It leaves by the kidneys, builds up and causes bleeding.")),
    "builds-up-sedation": (
        _("builds up, confusion and sleepiness"),
        _("It leaves by the kidneys, builds up and causes confusion, sleepiness and falls."),
    ),
    "builds-up-rash": (
        _("builds up, severe skin reaction"),
        _("What it turns into builds up; begun at a full dose, severe skin reactions are more likely."),
    ),
    "builds-up-marrow": (
        _("builds up, bone marrow failure"),
        _("It leaves by the kidneys, builds up and harms the bone marrow."),
    ),
    "builds-up-heart": (
        _("builds up, heart rhythm"),
        _("It leaves by the kidneys, builds up and disturbs the heart's rhythm."),
    ),
    "builds-up-lithium": (_("lithium poisoning"), _("Lithium leaves by the kidneys only and builds up.")),
    "builds-up-breathing": (
        _("builds up, weak breathing"),
        _("What it turns into builds up and weakens breathing."),
    ),
    "builds-up-seizure": (_("builds up, convulsions"), _("What it turns into builds up and causes convulsions.")),
    "builds-up-sugar": (
        _("builds up, low blood sugar"),
        _("It builds up, and blood sugar stays too low for long."),
    ),
    "builds-up-movements": (
        _("builds up, involuntary movements"),
        _("It builds up and causes involuntary movements and drowsiness."),
    ),
    "potassium-creatinine": (
        _("potassium and creatinine rise"),
        _("It builds up and raises potassium and creatinine."),
    ),
    "potassium-high": (_("high potassium"), _("Potassium can rise to a level that stops the heart.")),
    "crystals-confusion": (
        _("confusion, crystals in the kidney"),
        _("It builds up: confusion, tremor, crystals in the kidney."),
    ),
    "works-less": (_("works little"), _("With weak kidneys it works little.")),
    "muscle-risk": (_("muscle damage"), _("It builds up, and muscle damage is more likely.")),
    "ears-kidneys-build": (
        _("harm to hearing and kidneys"),
        _("It builds up and harms hearing and kidneys."),
    ),
}

AGE = {
    "reye": (
        _("Reye's syndrome in the young"),
        _(
            "In children and teenagers with a viral illness it is linked to Reye's syndrome, which "
            "harms brain and liver."
        ),
    ),
    "child-breathing": (
        _("breathing may stop in children"),
        _("Some children turn it into its strong form very fast; some have stopped breathing and died."),
    ),
    "child-breathing-risk": (
        _("weak breathing in some teenagers"),
        _("Dangerous for those with obesity, sleep apnoea or lung disease, and after removal of tonsils."),
    ),
    "child-breathing-infant": (
        _("breathing may stop in small children"),
        _("Small children have stopped breathing and died."),
    ),
    "child-gut": (
        _("gut paralysis and heart rhythm in infants"),
        _("Infants have had weak breathing, paralysed guts and dangerous heart rhythms."),
    ),
    "teeth": (_("stains growing teeth"), _("It settles in growing teeth and bones and stains teeth for life.")),
    "joints": (_("joints and tendons of the young"), _("Joint and tendon trouble is more frequent in the young.")),
    "infant-kidney": (
        _("young infants' kidneys"),
        _("The kidneys of young infants are at risk; it is not approved for them."),
    ),
    "movements": (
        _("involuntary movements"),
        _("Cramps of face, neck and eyes, or lasting involuntary movements, are more frequent at this age."),
    ),
    "no-benefit-shown": (_("no benefit shown in children"), _("No benefit against nausea was shown below 12 years.")),
    "bilirubin": (
        _("jaundice of the newborn"),
        _("It drives bilirubin off its carrier, which can harm the newborn's brain."),
    ),
    "newborn-blood": (_("blood cells of the newborn burst"), _("The newborn's red cells can burst.")),
    "cough-cold": (
        _("cough and cold medicine in a small child"),
        _("It helps small children little; some were harmed by too much of it."),
    ),
    "mood": (_("mood and sleep"), _("Nightmares, low mood and thoughts of suicide have been reported.")),
    "suicidal": (
        _("thoughts of suicide at the start"),
        _("Below 25 years thoughts of suicide are more frequent in the first weeks and after a change of dose."),
    ),
    "falls": (
        _("falls and confusion in old age"),
        _("Falls, fractures, confusion and accidents are more frequent in old age."),
    ),
    "confusion": (
        _("confusion and falls in old age"),
        _("In old age: confusion, falls, constipation, retention of urine."),
    ),
    "sugar-long": (_("long low blood sugar in old age"), _("Low blood sugar lasts long and is dangerous in old age.")),
    "stomach-old": (
        _("bleeding stomach in old age"),
        _("Over 75 bleeding from the stomach and kidney harm are much more frequent."),
    ),
    "dementia-stroke": (
        _("stroke and death with dementia"),
        _("With dementia, strokes and deaths are more frequent."),
    ),
    "digoxin-old": (_("digoxin builds up in old age"), _("Digoxin builds up in old age.")),
    "standing-falls": (_("falls on standing up"), _("Blood pressure falls on standing up.")),
    "pressure-drop": (
        _("sudden fall of blood pressure"),
        _("In its quick form it lets the blood pressure fall suddenly."),
    ),
}

CONDITION = {
    "bronchospasm": (_("narrow airways"), _("It narrows the airways; an attack can be severe and resist treatment.")),
    "fluid": (
        _("fluid builds up, heart failure gets worse"),
        _("It holds back salt and water; heart failure gets worse."),
    ),
    "ulcer-bleeds": (_("the ulcer may bleed"), _("Ulcers may form again, bleed or break through.")),
    "heart-attack": (_("another heart attack"), _("It makes another heart attack more likely.")),
    "seizure-risk": (_("convulsions"), _("It makes convulsions more likely.")),
    "clot-risk": (_("clots"), _("It makes clots more likely: leg, lung, brain, heart.")),
    "stroke-risk": (_("stroke"), _("With migraine with aura it makes a stroke more likely.")),
    "tumour-grows": (_("the tumour may grow"), _("The tumour may grow under it.")),
    "vessels-narrow": (_("narrows diseased vessels"), _("It narrows vessels that are narrow already.")),
    "pump-weaker": (_("weakens the heart"), _("It weakens a heart that pumps poorly.")),
    "death-heart-failure": (_("deaths with heart failure"), _("With heart failure more people died under it.")),
    "rhythm-death": (
        _("dangerous rhythm in a scarred heart"),
        _("In a scarred or weak heart it has caused dangerous rhythms and deaths."),
    ),
    "stops-beating": (
        _("the heart may become too slow or stop"),
        _("It slows a heart whose conduction is already disturbed."),
    ),
    "fast-ventricle": (
        _("very fast heart"),
        _("With an extra pathway, atrial fibrillation may pass to the chambers unchecked."),
    ),
    "torsades-condition": (_("dangerous heart rhythm (long QT)"), _("It lengthens the QT interval further.")),
    "eye-pressure": (_("acute glaucoma"), _("It can close the narrow angle of the eye.")),
    "urine-stops": (_("retention of urine"), _("Urine may be held back.")),
    "pressure-up": (_("blood pressure rises"), _("It raises blood pressure and heart rate.")),
    "heart-strain": (_("strains the heart"), _("It raises heart rate and blood pressure.")),
    "heart-unsafe": (
        _("strain of an unstable heart"),
        _("Exertion and a fall of blood pressure are unsafe with an unstable heart."),
    ),
    "muscle-weakness": (_("myasthenia gets worse"), _("It weakens the muscles further, also those of breathing.")),
    "aorta": (_("tear of the aorta"), _("Tears of the aorta are more frequent with it.")),
    "haemolysis": (_("red cells burst"), _("Without the enzyme G6PD red cells burst under it.")),
    "sugar-up": (_("blood sugar rises"), _("It raises blood sugar.")),
    "mania": (_("mania"), _("It may set off mania.")),
    "liver-worse": (_("harms a weak liver"), _("It can harm a weak liver further.")),
    "ketoacidosis": (_("ketoacidosis"), _("In type 1 diabetes ketoacidosis may follow, even with a normal sugar.")),
    "thyroid-tumour": (
        _("medullary thyroid cancer"),
        _("It caused thyroid tumours in animals and must not be given with medullary thyroid cancer or MEN 2."),
    ),
    "pancreas": (_("inflamed pancreas"), _("An inflamed pancreas may come back.")),
    "gut-blocked": (_("a blocked gut may tear"), _("It drives the gut, which may tear where it is blocked.")),
    "gut-dilates": (_("dilated gut"), _("With an inflamed colon the gut may dilate.")),
    "bleeding-now": (_("a bleeding is on record"), _("The bleeding may go on or come back.")),
    "valve-clot": (
        _("clots on the artificial valve"),
        _("On a mechanical valve clots formed and strokes were more frequent than with warfarin."),
    ),
    "oesophagus": (_("ulcer of the gullet"), _("A tablet that stays in the gullet burns it.")),
    "angioedema-again": (_("angioedema"), _("Swelling of face, tongue and throat may come, and close the airway.")),
    "calcium-low": (_("calcium falls further"), _("It lowers calcium further, which can stop the heart.")),
    "gout": (_("gout attack"), _("It raises uric acid.")),
    "sodium-low": (_("sodium falls further"), _("It lowers sodium further.")),
    "breathing-sleep": (_("breathing stops in sleep"), _("Pauses of breathing in sleep become longer.")),
    "opioid-use": (_("opioid use disorder is on record"), _("Relapse and overdose are a danger.")),
    "sedative-use": (_("alcohol or sedative use disorder is on record"), _("Dependence and overdose are a danger.")),
    "thyroid-strain": (
        _("strains heart or adrenals"),
        _("It strains a heart after an infarction and can bring on an adrenal crisis."),
    ),
    "white-cells": (_("white cells fall further"), _("It may lower white cells further.")),
}
