"""Moves a WordPress site in."""
