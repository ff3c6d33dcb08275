"""Queries, one module per aggregate; rows go no higher than services."""
