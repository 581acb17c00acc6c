"""Screens that join rooms. A desk arranges; it never decides."""
