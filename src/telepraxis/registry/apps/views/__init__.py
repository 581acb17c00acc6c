"""Pages and endpoints of this room, by who comes to them."""
