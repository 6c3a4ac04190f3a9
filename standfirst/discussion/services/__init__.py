"""What people do in discussions: post, and keep order."""

from .addresses import forget_what_is_old
from .claiming import claim_comments
from .confirming import confirm_mail
from .counting import recount
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
from .moderation import (
    NothingToBringBack,
    NotTopLevel,
    approve,
    close_branch,
    close_thread,
    keep_open,
    mark_spam,
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
from .refusals import PostRefused, ThreadClosed
from .words import WordsEmpty, WordsTooLong, checked_words, render_in
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
    "WordsEmpty",
    "WordsOfSpam",
    "WordsTooLong",
    "Writer",
    "WriterSuspended",
    "approve",
    "can_edit",
    "checked_words",
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
    "mark_spam",
    "open_thread",
    "pick",
    "pin",
    "post_comment",
    "recount",
    "remove",
    "render_in",
    "restore",
    "sweep_pictures",
]
