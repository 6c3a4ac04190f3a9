"""What people do with their accounts, and what the newsroom does with readers' standing."""

from .standing import grant_expertise, note_supporter, readmit, suspend, withdraw_expertise

__all__ = ["grant_expertise", "note_supporter", "readmit", "suspend", "withdraw_expertise"]
