"""Rooms that clinic and office both use."""
