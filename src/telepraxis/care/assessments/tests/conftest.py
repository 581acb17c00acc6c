from telepraxis.care.encounters.tests.people import *  # noqa: F403
from telepraxis.care.telehealth.tests.conftest import *  # noqa: F403

from .scenes import chidi, ninth_asked, phq_asked  # noqa: F401
