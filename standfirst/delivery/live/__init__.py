"""News on open pages: one stream for each reader, one query for each change."""
