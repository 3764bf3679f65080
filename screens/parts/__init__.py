"""What several pages are made of: the frame, fields of forms. They show and hand on; they decide nothing."""
