"""What is new, for feed readers: one list of entries, written as RSS 2.0, Atom 1.0 and JSON Feed 1.1."""
