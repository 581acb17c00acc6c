"""How a typed line is taken apart: its pieces, what they say together, which medicine they may mean. Pure."""
