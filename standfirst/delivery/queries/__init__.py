"""What machines and searchers are handed, read in a fixed number of queries however much it is."""
