"""Caches in front of the site (Varnish, Fastly, Cloudflare, CloudFront): what they may keep, and what they forget.

`headers.py` says so of every answer; `purging.py`, in the worker, has them forget what changed; `backends.py` knows how
each of them is told.

Source: docs/decisions/0035-running-it-for-many.md
"""
