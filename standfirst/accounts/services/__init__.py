"""What people do with their accounts, and what the newsroom does with readers' standing."""

from .joining import (
    AddressTaken,
    NameRefused,
    change_mail_address,
    change_password,
    join,
    prove_address,
    rename,
    set_preferences,
)
from .leaving import StaffStay, erase_account, export_data
from .sessions import end_sessions
from .standing import (
    ChangedMeanwhile,
    ExpertiseRefused,
    SuspensionRefused,
    grant_expertise,
    last_change,
    need_unchanged,
    note_supporter,
    readmit,
    suspend,
    withdraw_expertise,
)
from .unlocking import take_second_step_away

__all__ = [
    "AddressTaken",
    "ChangedMeanwhile",
    "ExpertiseRefused",
    "NameRefused",
    "StaffStay",
    "SuspensionRefused",
    "change_mail_address",
    "change_password",
    "end_sessions",
    "erase_account",
    "export_data",
    "grant_expertise",
    "join",
    "last_change",
    "need_unchanged",
    "note_supporter",
    "prove_address",
    "readmit",
    "rename",
    "set_preferences",
    "suspend",
    "take_second_step_away",
    "withdraw_expertise",
]
