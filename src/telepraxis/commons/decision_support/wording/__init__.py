"""The sentences of the cards. A row of `rules/` names an effect and an advice by a word; what they say stands here.

One sentence serves many rows, so that a rule can be added without a word to translate.
"""
