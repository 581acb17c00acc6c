from telepraxis.office.payments.tests.scene import *  # noqa: F403
