"""What machines and searchers are handed: feeds, sitemaps, metadata, search, archive."""
