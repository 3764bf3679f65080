"""Front ends without screens: plain text and JSON on the engine. They show; they decide nothing."""
