"""Ground that every app stands on; it knows none of them: money, HTML, errors."""
