"""Screens from facts: pure functions of a DTO and a translator, no messenger in them."""
