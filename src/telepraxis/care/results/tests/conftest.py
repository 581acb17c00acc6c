from telepraxis.care.encounters.tests.people import *  # noqa: F403
