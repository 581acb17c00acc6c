"""What can be done: one sentence each."""

from django.utils.translation import gettext_lazy as _

TOGETHER = {
    "never-together": _("Do not give both. Stop one first or choose another."),
    "never-two-weeks": _("Do not give both, nor within two weeks of each other (five weeks after fluoxetine)."),
    "other-acid-blocker": _("Choose another acid blocker, and keep the times apart as its label says."),
    "other-painkiller-maoi": _("Choose a painkiller that does not act on serotonin, in a low dose."),
    "other-without-qt": _("Choose one that does not lengthen the QT interval."),
    "ask-hiv": _("Ask who treats the HIV infection before changing anything."),
    "other-statin": _("Choose a statin that this does not affect, or pause it for a short course."),
    "other-relaxant": _("Choose another muscle relaxant or another antibiotic or antidepressant."),
    "other-triptan": _("Choose a triptan that MAO does not break down, or another treatment of migraine."),
    "wait-36-hours": _("Stop the ACE inhibitor and wait 36 hours."),
    "ask-before": _("Ask the specialist, or choose another."),
    "other-or-watch-serotonin": _(
        "Choose another antibiotic. If there is none, watch for serotonin toxicity for two weeks."
    ),
    "other-painkiller": _("Choose another painkiller, or the lowest dose with a warning."),
    "tell-serotonin": _("Say what to watch for: agitation, tremor, fever, diarrhoea."),
    "ecg-or-other": _(
        "Choose another if possible. Otherwise an ECG before and after, and potassium and magnesium in order."
    ),
    "ecg-if-risk": _("With other risks: an ECG, and potassium in order."),
    "avoid-nsaid": _("Avoid the anti-inflammatory. If it must be: shortest time, with stomach protection."),
    "reason-both": _(
        "Give both only for a reason that is written down, for a time that is set, with stomach protection."
    ),
    "watch-bleeding": _("Say what to watch for: bruises, black stools. Think of stomach protection."),
    "inr-soon": _("Measure the INR within 3 to 5 days, and again when the course ends."),
    "inr-when-changed": _("Measure the INR when the dose is changed."),
    "other-antibiotic-inr": _(
        "Choose another antibiotic, or lower the anticoagulant and measure the INR within 3 days."
    ),
    "reduce-warfarin": _(
        "Lower the anticoagulant by a third to a half, and measure the INR every week for some weeks."
    ),
    "other-anticoagulant": _("Choose an anticoagulant that can be measured and adjusted, or another partner."),
    "other-or-less": _("Choose another, or the lower dose that its label names."),
    "stomach-protection": _("Choose another painkiller, or add stomach protection."),
    "aspirin-first": _("Take aspirin at least 30 minutes before, or choose another painkiller."),
    "kidney-check": _("If it must be: short, drink enough, and measure creatinine and potassium within two weeks."),
    "potassium-check": _("Measure potassium and creatinine within a week, and after each change."),
    "never-together-potassium": _("Stop the potassium, or measure it within days."),
    "other-antibiotic-potassium": _("Choose another antibiotic, or measure potassium after 3 to 5 days."),
    "one-of-them": _("Keep one of them."),
    "lithium-level": _("Choose another, or measure lithium within 5 days and lower it."),
    "halve-digoxin": _("Halve digoxin and measure its level within a week."),
    "other-antibiotic-digoxin": _("Choose another antibiotic, or measure digoxin within days."),
    "digoxin-level": _("Measure the level of digoxin."),
    "potassium-keep": _("Measure potassium now and then."),
    "pulse-ecg": _("Avoid both where possible; otherwise pulse, blood pressure and ECG."),
    "pressure-watch": _("Watch blood pressure; lower the dose or choose another."),
    "pulse": _("Count the pulse after the change."),
    "stop-in-order": _("Stop the beta-blocker some days before clonidine."),
    "other-antibiotic-marrow": _("Choose another antibiotic."),
    "blood-count": _("Blood count and kidney function within a week or two; do not add it at high doses."),
    "high-dose-only": _("It matters with high-dose methotrexate; with weekly low doses go on."),
    "liver-tests": _("Liver tests and blood count every month."),
    "quarter-thiopurine": _(
        "Lower azathioprine or mercaptopurine to a quarter, blood count every week at first; or choose another."
    ),
    "tell-rash": _("Say that a rash or fever must be reported at once."),
    "reduce-or-stop-colchicine": _(
        "Not with weak kidneys or liver. Otherwise pause colchicine or lower it as its label says."
    ),
    "tell-muscle": _("Say that muscle pain or dark urine must be reported."),
    "limit-or-other-statin": _("Keep to the lower maximum of the label, or choose another statin."),
    "simvastatin-20": _("At most 20 mg of simvastatin, or another statin."),
    "other-fibrate": _("Choose another fibrate, or none."),
    "pause-statin": _("Stop the statin during the course and for a week after."),
    "least-or-not": _(
        "Avoid both. If it must be: lowest dose, short, with somebody watching; naloxone at hand with an opioid."
    ),
    "tell-driving": _("Say that driving and falls are a danger."),
    "third-and-level": _("Lower clozapine to a third and measure its level, or choose another."),
    "theophylline-level": _("Lower theophylline and measure its level, or choose another."),
    "other-sedative": _("Choose a sedative that this does not affect."),
    "level-and-less": _("Ask the transplant team; lower it and measure its level within days."),
    "level-and-more": _("Ask the transplant team; measure its level within days."),
    "other-contraception": _("Use a copper or hormone coil or the injection, or condoms as well."),
    "lamotrigine-watch": _("Measure or adjust lamotrigine, or choose a contraceptive without estrogen."),
    "lamotrigine-half": _("Begin lamotrigine at half its usual steps."),
    "other-antibiotic-seizure": _("Choose another antibiotic; more valproate does not make up for it."),
    "other-macrolide": _("Choose an antibiotic that this does not affect."),
    "level-watch": _("Measure the level or watch for side effects; lower the dose if need be."),
    "other-antidepressant": _("Choose an antidepressant that does not block this enzyme."),
    "sugar-watch": _("Measure blood sugar more often."),
    "tell-low-sugar": _("Say that sweating may be the only sign of low sugar."),
    "tell-tendon": _("Say that pain in a tendon means: stop and call."),
    "other-steroid": _("Choose a cortisone that this does not affect."),
    "apart-quinolone": _("Take it 2 hours before or 6 hours after the mineral."),
    "apart-tetracycline": _("Take it 2 hours before or 4 hours after the mineral."),
    "apart-levothyroxine": _("Keep 4 hours between them."),
    "apart-bisphosphonate": _("Take it at least half an hour before the mineral, in the morning."),
    "apart-integrase": _("Take it 2 hours before or 6 hours after, or both with a meal where its label allows."),
    "metformin-1000": _("At most 1000 mg of metformin a day at the start."),
    "start-low": _("Start with the lowest dose."),
    "least-dose": _("Use the lowest dose that its label names."),
    "pause-or-other": _("Pause it for the course if that is safe, or choose another antiviral."),
    "other-antiemetic": _("Choose one that does not act on the brain's dopamine."),
    "wait-two-weeks": _("Wait two weeks between them."),
    "fluid-watch": _("Watch weight and blood pressure; the diuretic may need less."),
    "stop-herb": _("Stop the herb."),
    "tell-drowsy": _("Say that drowsiness or vomiting must be reported."),
    "more-steroid": _("The dose of cortisone may have to be raised."),
    "stop-nsaid": _(
        "Leave out the anti-inflammatory. If it must be: a few days, creatinine and potassium within a week."
    ),
}

ALLERGIC = {
    "leave-out": _("Choose another, or clarify the allergy first."),
    "weigh-intolerance": _("Choose another, or a lower dose, if the effect would matter again."),
    "clarify-or-test": _("Choose another class, or clarify the allergy first."),
    "other-side-chain": _("Choose one with another side chain."),
    "which-penicillin": _("Find out which penicillin it was, or choose one with another side chain."),
    "may-be-given-watched": _("It may be given; watch the first dose if the reaction was severe."),
    "may-be-given": _("It may be given."),
    "which-nsaid-reaction": _("Find out what happened. With asthma, nettle rash or swelling leave out all of them."),
    "what-happened-opioid": _("Find out what happened and write down an intolerance if it was one."),
    "other-opioid-group": _("Choose an opioid of another group."),
    "arb-instead": _("Choose a sartan after a cough; after angioedema another class is safer."),
    "other-statin-low": _("Try another statin in a low dose, or another class."),
    "heparin-what": _("Find out whether platelets fell. If so: no heparin at all."),
    "other-antiepileptic": _("Choose an antiepileptic of another structure."),
    "anesthetic-test": _("Allergy to amides is very rare: clarify it; additives may be the cause."),
    "anesthetic-amide": _("Choose an amide such as lidocaine."),
    "other-medicine": _("Choose another."),
}

TWICE = {
    "breakthrough-or-one": _("If both are meant, write what each is for; otherwise keep one."),
    "switch-or-one": _("If it is a change over, write when the first one ends; otherwise keep one."),
    "apart-a-day": _("Keep 24 hours between them."),
    "end-one": _("End one of them, or write what each is for."),
}

DOSE = {
    "lower-or-reason": _("Lower it, or write the reason."),
    "once-a-week": _("Write the day of the week. Taken daily it has killed."),
}

KIDNEY = {
    "avoid": _("Avoid it."),
    "less": _("Lower the dose as its label says."),
    "half": _("Halve the dose."),
    "half-after-first": _("Halve the dose after the first one."),
    "less-and-level": _("Lower the dose and measure its level."),
    "less-and-count": _("Lower the dose, with blood count."),
    "less-no-repeat": _("Lower the dose and do not repeat the course within two weeks."),
    "level-and-interval": _("Longer intervals, by measured levels."),
    "level-first": _("Measure first, then decide."),
    "longer-interval": _("Lengthen the interval as its label says."),
    "loop-instead": _("Choose a loop diuretic."),
    "metformin-less": _("Do not begin it now; who takes it already: at most 1000 mg a day, kidneys every 3 months."),
    "rosuvastatin-10": _("Begin with 5 mg, at most 10 mg."),
    "shortest": _("Avoid it, or for the shortest time in the lowest dose."),
    "tramadol-200": _("Every 12 hours, at most 200 mg a day, nothing prolonged."),
}

AGE = {
    "avoid-child": _("Do not give it at this age."),
    "codeine-teen": _("Not after removal of tonsils nor with obesity, sleep apnoea or lung disease."),
    "doxycycline-child": _("Up to 21 days it is acceptable where nothing else serves as well."),
    "only-no-other": _("Only where nothing else serves."),
    "tell-mood": _("Say what to watch for; stop it if mood changes."),
    "watch-mood": _("See the patient again within a week or two, and say what to watch for."),
    "avoid-old": _("Avoid it at this age, or the lowest dose for a short time."),
    "protect-or-avoid": _("Avoid it, or add stomach protection."),
    "digoxin-125": _("At most 0.125 mg a day."),
    "avoid-for-pressure": _("Not as a medicine for blood pressure."),
    "long-acting-only": _("Only as a long-acting form."),
}

CHILD = {
    "never-pregnant": _("Do not give it in pregnancy."),
    "never-pregnant-ulcer": _("Do not give it for the stomach in pregnancy."),
    "specialist-pregnant": _("Only with the specialist. Do not stop a running treatment without them."),
    "other-pregnant": _("Change to another."),
    "nsaid-weeks": _("Not from 20 weeks on unless told by the obstetrician; before that as little as possible."),
    "local-azole": _("Treat locally."),
    "folate-weeks": _("Avoid it in the first third; otherwise with folic acid."),
    "first-weeks-other": _("Another one in the first third."),
    "pause-pregnant": _("Stop it as a rule; with a very high risk ask the specialist."),
    "weigh-pregnant": _("Weigh it; lowest dose, shortest time."),
    "after-first-weeks": _("Wait until after the first third if the illness allows."),
    "ask-hiv-pregnant": _("Ask who treats the HIV infection; a running treatment goes on."),
    "other-breastfeeding": _("Change to another, or ask before breast-feeding goes on."),
    "infant-check": _("If it must be: watch the infant for drowsiness, drinking and weight."),
    "low-dose-only": _("A small daily dose is acceptable; otherwise another."),
    "progestin-instead": _("Choose a method without estrogen, above all in the first six weeks."),
    "short-course": _("Up to three weeks."),
}

CONDITION = {
    "lowest-selective": _("Only a selective one, lowest dose, where the need is great."),
    "stomach-or-avoid": _("Avoid it, or add stomach protection and treat the ulcer."),
    "progestin-or-none": _("Choose a method without estrogen."),
    "pacemaker-only": _("Only with a pacemaker or after a cardiologist's advice."),
    "local-or-none": _("A salt-water spray, or a short local treatment."),
    "weigh": _("Weigh it with the specialist."),
    "with-stabiliser": _("Only together with a mood stabiliser."),
    "paracetamol-2g": _("At most 2 g a day, for a short time."),
    "specialist": _("Only with the specialist."),
    "warfarin-instead": _("Choose warfarin."),
    "losartan-instead": _("Think of another; losartan lowers uric acid."),
    "least": _("Avoid it; if it must be, lowest dose, short."),
    "opioid-plan": _("Agree on a plan; naloxone at hand."),
    "steroid-first-low": _("Start low; replace cortisone first where the adrenals fail."),
}

ADVICE = TOGETHER | ALLERGIC | TWICE | DOSE | KIDNEY | AGE | CHILD | CONDITION
