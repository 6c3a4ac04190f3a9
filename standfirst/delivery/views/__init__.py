"""Pages and files for machines and searchers, one module for each kind."""
