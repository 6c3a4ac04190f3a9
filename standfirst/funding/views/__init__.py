"""Pages of funding, by what they are about."""
