"""Pages: in the chart, at the privacy officer's desk, the patient's own."""
