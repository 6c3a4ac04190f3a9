"""SQLite, with a line for those who write."""
