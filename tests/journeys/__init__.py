"""People on their way through the site, in a real browser against a real server."""
