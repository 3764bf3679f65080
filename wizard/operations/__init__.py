"""The catalogue: every read, change and proof that the wizard knows, by name, with parameters and result types.

A leaf: data types and their descriptions only. Nothing here talks to a server, and nothing here imports another room.
"""
