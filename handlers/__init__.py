"""Thin handlers: read the event, call one service, show one screen."""
