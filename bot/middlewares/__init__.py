"""Wiring around handlers: who is acting, and whether he has agreed."""
