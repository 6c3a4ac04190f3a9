"""A small invented paper, laid out on the first start."""
