"""The patient's home: the next visit and the way into it, visits behind, and the doors to everything else.

It only arranges what rooms offer. Whoever acts for others chooses for whom on the page itself.
"""
