"""Puts the rooms together and runs them: settings, URLs, the root application, the supervisor, the command."""
