"""Buttons: what they say and what they carry. Neutral data, no messenger in it."""
