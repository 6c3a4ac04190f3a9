"""What people and providers do with money."""
