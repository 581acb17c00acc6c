"""Pages of this room, by what a person does there."""
