"""What happens to money, told by the provider's double and followed to the end: books, emails, receipts, pages."""
