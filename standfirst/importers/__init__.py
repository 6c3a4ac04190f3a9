"""Moving in from other systems, one package each."""
