from telepraxis.commons.inventory.tests.scene import *  # noqa: F403
