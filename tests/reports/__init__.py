"""What is promised of reports: one content in two renderings, from a journal alone, no text of a server alive in it.

What a report says is looked for by the codes of its words, never by the words.
"""
