from telepraxis.care.encounters.tests.people import *  # noqa: F403
from telepraxis.care.follow_up.tests.plans import *  # noqa: F403
