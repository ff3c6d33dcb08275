"""Guided dialogs as data: pure question flows, no I/O, no texts."""
