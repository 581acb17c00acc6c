"""Telepraxis: medicine at a distance, and the practice around it."""

__version__ = "0.1.0"
