"""What was done, proven and left. Made from a session's journal alone: the same journal gives the same report."""
