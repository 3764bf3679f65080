"""The wheel: what is in it, and the product run from it, installed elsewhere without a checkout and a network."""
