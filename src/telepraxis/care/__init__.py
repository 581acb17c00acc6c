"""Care itself: booking, the visit, the chart."""
