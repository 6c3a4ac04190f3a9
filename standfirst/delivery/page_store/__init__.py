"""Pages kept as ready bytes, for readers who are not signed in.

`keys.py` says which requests a kept page may answer, `middleware.py` which pages are kept, and under what;
`store.py` keeps and answers. Since when a page is good, `lib/stamps.py` knows.
"""
