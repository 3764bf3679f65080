"""What is promised, room by room: the folders mirror those of the product."""
