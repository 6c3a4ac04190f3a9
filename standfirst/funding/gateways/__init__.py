"""The only doors to payment providers, one module each; what they all must do is in `contract`."""
