"""`python -m standfirst` is the `standfirst` command."""

from standfirst.cli import main

main()
