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
    SuspendedBefore,
    SuspensionRefused,
    grant_expertise,
    last_change,
    leave_suspensions,
    need_unchanged,
    note_supporter,
    readmit,
    readmit_guest,
    suspend,
    suspend_guest,
    withdraw_expertise,
)
from .unlocking import take_second_step_away

__all__ = [
    "AddressTaken",
    "ChangedMeanwhile",
    "ExpertiseRefused",
    "NameRefused",
    "StaffStay",
    "SuspendedBefore",
    "SuspensionRefused",
    "change_mail_address",
    "change_password",
    "end_sessions",
    "erase_account",
    "export_data",
    "grant_expertise",
    "join",
    "last_change",
    "leave_suspensions",
    "need_unchanged",
    "note_supporter",
    "prove_address",
    "readmit",
    "readmit_guest",
    "rename",
    "set_preferences",
    "suspend",
    "suspend_guest",
    "take_second_step_away",
    "withdraw_expertise",
]
