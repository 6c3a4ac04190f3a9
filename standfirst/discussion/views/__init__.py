"""What each address of the discussion answers."""
