"""What pages say, as pure functions from what was seen to text laid out for any width. No widget and no app in here.

Everything that a server sent goes through `plain`, which makes it inert: it is shown, never obeyed.
"""
