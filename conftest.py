"""Fixtures that every test may ask for; the cast and its articles are in `standfirst.lib.testing`."""
