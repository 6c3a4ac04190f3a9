"""Standfirst: a newsroom in one package."""

__version__ = "0.1.0"
