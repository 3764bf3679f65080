"""What each section makes of what was seen: typed results in, assessment out. Nothing is asked of anybody."""
