"""News that reach an open page: one stream for each reader, one look into the database for each change."""
