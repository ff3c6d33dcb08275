"""Readers: bytes of one file format into the neutral document model."""
