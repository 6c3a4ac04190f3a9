"""What every app uses and no app owns: HTTP, HTML, money, caches, errors. It imports none of them."""
