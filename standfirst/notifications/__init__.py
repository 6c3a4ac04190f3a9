"""Who follows what, and the emails that tell them."""
