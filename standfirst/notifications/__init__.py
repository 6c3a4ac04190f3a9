"""Who wants to hear of what, and the letters that tell them."""
