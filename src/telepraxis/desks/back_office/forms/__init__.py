"""What the manager types. What may be is decided by the verbs; their refusals are put beside the fields."""
