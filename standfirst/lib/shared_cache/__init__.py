"""The cache that all processes of one machine share: how often somebody asked, and what Wagtail notes."""
