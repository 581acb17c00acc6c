from .people import *  # noqa: F403
