"""PostgreSQL, which tells the other nodes what a transaction changes."""
