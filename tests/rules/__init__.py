"""What the rules promise: each judgement as a table that an engineer can read, and what must hold for every input."""
