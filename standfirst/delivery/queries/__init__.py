"""Reads for feeds, sitemaps, search and archive, in a fixed number of queries however much there is."""
