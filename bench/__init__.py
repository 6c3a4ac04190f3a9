"""Side-by-side measurements, one file per question; every figure is a ratio taken in the same run."""
