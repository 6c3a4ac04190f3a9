"""Requests that once did harm, sent to a real server: what they are stands in files, one for each subject."""
