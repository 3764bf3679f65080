"""The Textual screens on the engine. What they decide, nothing: they turn an assessment into widgets and keys into answers."""
