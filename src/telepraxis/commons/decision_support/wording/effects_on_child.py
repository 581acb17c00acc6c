"""What a medicine may do to an unborn or a breast-fed child: in a few words, and in a sentence."""

from django.utils.translation import gettext_lazy as _

UNBORN = {
    "malformations": (_("malformations of the child"), _("It causes malformations of the child.")),
    "loss-malformations": (
        _("loss of the pregnancy, malformations"),
        _("It causes loss of the pregnancy and malformations."),
    ),
    "malformations-learning": (
        _("malformations, and the child learns with difficulty"),
        _("About 1 child in 10 is born with a malformation, and 3 to 4 in 10 have trouble with development."),
    ),
    "malformations-bleeding": (
        _("malformations and bleeding of the child"),
        _("It passes to the child: malformations in the first months, bleeding later."),
    ),
    "bleeding-unknown": (
        _("bleeding, little known"),
        _("It passes to the child; bleeding is feared and little is known."),
    ),
    "loss": (_("loss of the pregnancy"), _("It makes the womb contract; the pregnancy may be lost.")),
    "fetal-kidney": (
        _("the child's kidneys and growth"),
        _("From the second third on it harms the child's kidneys; too little water is left around it and it may die."),
    ),
    "fetal-kidney-duct": (
        _("from 20 weeks: the child's kidneys; from 30: its heart"),
        _("From 20 weeks on too little water may be left around the child; from 30 a vessel near its heart may close."),
    ),
    "boy-genitals": (_("development of a boy"), _("It can disturb the development of a boy's genitals.")),
    "girl-genitals": (_("development of a girl"), _("It can make a girl's genitals male.")),
    "fetal-teeth": (
        _("the child's teeth and bones"),
        _("From the fourth month on it settles in the child's teeth and bones."),
    ),
    "fluconazole-malformation": (
        _("malformations at high doses"),
        _(
            "High doses over weeks caused malformations; after a single dose loss of the pregnancy may "
            "be more frequent."
        ),
    ),
    "folate": (
        _("acts against folate in the first months"),
        _("It acts against folate, which the child needs in the first months."),
    ),
    "little-known": (_("little is known"), _("Too little is known of it in pregnancy.")),
    "heart-malformation": (_("heart of the child"), _("Malformations of the heart are a little more frequent.")),
    "fetal-thyroid": (_("thyroid of the child"), _("It contains much iodine and harms the child's thyroid.")),
    "statin-pregnancy": (
        _("rarely needed in pregnancy"),
        _("The child needs cholesterol, and the mother rarely loses by a pause."),
    ),
    "womb-contracts": (_("the womb contracts"), _("It narrows vessels and makes the womb contract.")),
    "newborn-drowsy": (_("drowsy newborn"), _("Taken late in pregnancy the newborn may be drowsy and drink poorly.")),
    "newborn-withdrawal": (_("withdrawal of the newborn"), _("Taken for long the newborn has withdrawal.")),
    "growth": (_("the child grows less"), _("The child may grow less.")),
    "first-weeks": (_("first months of pregnancy"), _("The first months are the time of doubt.")),
}

BREASTFED = {
    "infant-breathing": (
        _("the infant may stop breathing"),
        _("Some mothers turn it into its strong form very fast; infants have died of the milk."),
    ),
    "infant-level": (_("reaches the infant"), _("It passes into milk, and the infant may reach an effective level.")),
    "infant-thyroid": (_("the infant's thyroid"), _("It passes into milk for months and harms the infant's thyroid.")),
    "infant-marrow": (_("the infant's bone marrow"), _("It may pass into milk and harm the infant's bone marrow.")),
    "infant-unknown": (
        _("unknown for the infant"),
        _("It dissolves in fat and may pass into milk; its effect is unknown."),
    ),
    "infant-ergot": (_("ergot in milk"), _("It may pass into milk (vomiting, convulsions) and lessens the milk.")),
    "infant-reye": (_("aspirin in milk"), _("Higher doses pass into milk; Reye's syndrome is feared.")),
    "milk-less": (_("less milk"), _("It may lessen the milk.")),
    "infant-drowsy": (_("drowsy infant"), _("It passes into milk; the infant may be drowsy and drink poorly.")),
    "infant-teeth": (
        _("small amounts in milk"),
        _("Small amounts pass into milk; a short course is held to be acceptable."),
    ),
    "infant-heart": (_("slow heart of the infant"), _("It passes into milk well; the infant's heart may be slow.")),
}
