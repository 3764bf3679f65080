"""The look at its lowest level, on its own and under every widget that Textual has."""
