"""Appraisal of departments and chief information officers, and rewards for innovation."""
