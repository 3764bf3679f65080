"""The Textual screens on the engine. They turn an assessment into widgets and keys into answers, nothing else."""
