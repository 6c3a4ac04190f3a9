"""One module per picture; each has `draw()`, which returns the finished picture."""
