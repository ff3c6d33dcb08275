"""Storage: the only package that knows which database is underneath."""
