"""Keeps the embedded parts running, and stops all of them."""
