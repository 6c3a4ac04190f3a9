"""The treasurer's desk, inside the admin: one module for each thing that is done there."""
