"""Draws the pictures of the invented paper: a small camera, lamps, water and weather, with Pillow alone."""
