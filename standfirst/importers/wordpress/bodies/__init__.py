"""Turns the body of a WordPress post, of blocks or classic, into the blocks of our own pages."""

from .convert import convert_body
from .results import Beside, Block, Converted, Passage, PictureRef, Places

__all__ = ["Beside", "Block", "Converted", "Passage", "PictureRef", "Places", "convert_body"]
