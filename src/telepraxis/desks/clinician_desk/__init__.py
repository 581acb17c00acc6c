"""The clinician's desk: the day in four lanes, the workspace of a visit, the chart.

It only arranges what rooms offer. In the workspace the call stands still: panels load beside it, never over it.
"""
