"""What `standfirst doctor` says of one thing."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `advice` is empty when all is well."""

    subject: str
    seen: str
    advice: str = ""
