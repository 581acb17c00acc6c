"""One typed line, its meaning, its words, its quantity. Pure: no table, no clock, no request."""
