from telepraxis.care.storefronts.tests.scene import *  # noqa: F403
