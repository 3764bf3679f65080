"""One module per section of the tutorial: which questions to ask, and what the answers mean. Pure, without state.

Steps never call each other, never write, never print and never know who asks.
"""
