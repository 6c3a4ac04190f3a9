"""What people do in discussions: post, vote, ask, moderate."""

from .addresses import forget_what_is_old
from .claiming import claim_comments
from .confirming import confirm_mail
from .counting import lock_thread, recount
from .editing import (
    CommentTakenDown,
    NotTheirs,
    TooLate,
    can_edit,
    delete_comment,
    edit_comment,
)
from .erasing import erase_writer
from .holding import WordsOfSpam
from .meanwhile import DecidedMeanwhile, need_unchanged, version_of
from .moderation import (
    NothingToBringBack,
    NotTopLevel,
    approve,
    close_branch,
    close_thread,
    keep_open,
    mark_spam,
    need_removal_reason,
    open_thread,
    pick,
    pin,
    remove,
    restore,
)
from .pace import TooManyPosts
from .pictures import (
    Drawn,
    PicturesBusy,
    PicturesOff,
    PictureTooLarge,
    PictureUnreadable,
    SentPicture,
    draw_anew,
    sweep_pictures,
)
from .posting import CommentClosed, CommentGone, Draft, QuestionGone, TooDeep, post_comment
from .previewing import TooManyPreviews, preview_comment, preview_edit
from .refusals import PostRefused, ThreadClosed
from .words import WordsEmpty, WordsTooLong
from .writers import (
    MailMissing,
    NameOfStaff,
    NameTooLong,
    OtherWriter,
    SignInNeeded,
    Writer,
    WriterSuspended,
)

__all__ = [
    "CommentClosed",
    "CommentGone",
    "CommentTakenDown",
    "DecidedMeanwhile",
    "Draft",
    "Drawn",
    "MailMissing",
    "NameOfStaff",
    "NameTooLong",
    "NotTheirs",
    "NotTopLevel",
    "NothingToBringBack",
    "OtherWriter",
    "PictureTooLarge",
    "PictureUnreadable",
    "PicturesBusy",
    "PicturesOff",
    "PostRefused",
    "QuestionGone",
    "SentPicture",
    "SignInNeeded",
    "ThreadClosed",
    "TooDeep",
    "TooLate",
    "TooManyPosts",
    "TooManyPreviews",
    "WordsEmpty",
    "WordsOfSpam",
    "WordsTooLong",
    "Writer",
    "WriterSuspended",
    "approve",
    "can_edit",
    "claim_comments",
    "close_branch",
    "close_thread",
    "confirm_mail",
    "delete_comment",
    "draw_anew",
    "edit_comment",
    "erase_writer",
    "forget_what_is_old",
    "keep_open",
    "lock_thread",
    "mark_spam",
    "need_removal_reason",
    "need_unchanged",
    "open_thread",
    "pick",
    "pin",
    "post_comment",
    "preview_comment",
    "preview_edit",
    "recount",
    "remove",
    "restore",
    "sweep_pictures",
    "version_of",
]
