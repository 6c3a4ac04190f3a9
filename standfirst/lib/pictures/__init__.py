"""Picture files: a stranger's is drawn anew where it can do no harm; see docs/decisions/0015-pictures.md."""
