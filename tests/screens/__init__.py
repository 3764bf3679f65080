"""The screens: what their texts say, and what the apps do when keys are pressed."""
