"""The paper: pages, articles, sections, authors, topics, pictures, and how they look."""
