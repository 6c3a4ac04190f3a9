"""Who listens to what: "when this happened, call that", and how the worker does it."""
