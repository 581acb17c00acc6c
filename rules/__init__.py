"""The walls of the house, as checks: import-linter contracts of our own, and tests of what no linter sees."""
