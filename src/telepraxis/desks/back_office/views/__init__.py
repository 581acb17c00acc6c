"""Pages of the guide, one file for each step."""
