"""Holds on to words of an article: finds them in its text, and marks them where they stand."""

from .margin import Hung, MarginNote, hang
from .text import ArticleText, Span

__all__ = ["ArticleText", "Hung", "MarginNote", "Span", "hang"]
