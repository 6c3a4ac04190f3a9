"""How pages reach readers and machines: kept pages, live news, feeds, sitemaps, metadata, search, archive."""
