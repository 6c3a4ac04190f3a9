"""What happened, one row each, written in the transaction in which it happened."""
