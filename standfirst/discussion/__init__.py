"""Threads of comments under articles."""
