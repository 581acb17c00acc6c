"""The ground floor: no clinical rule lives here."""
