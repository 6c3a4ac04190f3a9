"""The first set-up: while nobody can sign in, whoever holds the code names the paper and its first editor."""
