"""Campaigns that readers pay for, and the meter that shows how far they got."""
