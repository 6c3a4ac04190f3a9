"""What the letters to supporters say; each is written when it is sent, from what is so by then."""

from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from standfirst.lib import locale_formats
from standfirst.lib.mail import Letter
from standfirst.lib.names import printable
from standfirst.publishing.letters import Button, set_letter
from standfirst.publishing.queries import newsroom

from . import queries
from .given import gifts_of, held, supporters_at, total
from .links import address_link, own_address
from .models import FundingSettings, Gift, Receipt, RegularGift, Supporter, SupporterLetter
from .receipt_rows import Row, receipt_rows
from .sheets import Sheet as _Sheet
from .transfer_letter import transfer_sheet

Kind = SupporterLetter.Kind
_ELSEWHERE = {Kind.ADDRESS, Kind.MOVED}
State = RegularGift.State


def write_letter(letter: SupporterLetter) -> Letter | None:
    """Return `letter` in its reader's language; None where nothing is left to tell, or nobody to tell it to."""
    supporter = letter.supporter or supporters_at(letter.typed).first()
    # To another address than theirs: to the one that they want, or had.
    to = letter.typed if letter.kind in _ELSEWHERE else supporter and supporter.mail
    if supporter is None or not to:
        return None
    house = newsroom()
    # Of a gift that was never paid, what was chosen for it; it says nothing of letters to come.
    language = (letter.gift and letter.gift.language) or supporter.language or house.language
    with (
        translation.override(language),
        timezone.override(ZoneInfo(house.time_zone)),
    ):
        sheet = _SHEETS[Kind(letter.kind)](letter, supporter)
        if sheet is None:
            return None
        text, html = set_letter("supporter", {"newsroom": house, "sheet": sheet, **_frame(sheet)})
    return Letter(
        to=to,
        subject=printable(sheet.subject),
        text=text,
        html=html,
        message_id=letter.message_id,
        headers={"Auto-Submitted": "auto-generated"},
    )


def receipt_file(receipt: Receipt) -> str:
    """Return `receipt` as a page of its own, which needs no other file and says if it is void."""
    words = [receipt.name]
    if receipt.void_at:
        void = _("Void since %(day)s: the gift was refunded.")
        words.append(void % {"day": locale_formats.day(receipt.void_at)})
    sheet = _Sheet(
        subject=_("Receipt %(number)s") % {"number": receipt},
        words=tuple(word for word in words if word),
        rows=tuple(receipt_rows(receipt)),
        reason="",
        fine=(receipt.legal_words, receipt.tax_words),
    )
    return set_letter("supporter", {"newsroom": newsroom(), "sheet": sheet, **_frame(sheet)})[1]


def _frame(sheet: _Sheet) -> Mapping[str, object]:
    return {"subject": sheet.subject, "reason": sheet.reason, "button": sheet.button}


def _receipt(letter: SupporterLetter, supporter: Supporter) -> _Sheet | None:
    receipt = letter.receipt
    if receipt is None or receipt.void_at:
        return None
    gift = receipt.gift
    meter = queries.meter(gift.campaign, on=timezone.localdate())
    arrived = (
        _("Dear %(name)s, your gift has arrived.") if receipt.name else _("Your gift has arrived.")
    )
    stands = _("“%(campaign)s”: %(raised)s %(sentence)s")
    return _Sheet(
        subject=_("%(amount)s, with our thanks") % {"amount": gift.charged},
        kicker=_("Receipt %(number)s") % {"number": receipt},
        words=(
            arrived % {"name": receipt.name},
            stands % {"campaign": meter.title, "raised": meter.raised, "sentence": meter.sentence},
        ),
        rows=tuple(receipt_rows(receipt)),
        button=Button(
            _("Change or stop this gift") if gift.regular else _("All your gifts"), _mine()
        ),
        reason=_("You receive this because you made a gift."),
        fine=(receipt.legal_words, receipt.tax_words),
    )


def _failed(letter: SupporterLetter, supporter: Supporter) -> _Sheet | None:
    gift = letter.gift
    if gift is None or gift.state != Gift.State.FAILED:
        return None
    words = _("Your bank did not pay the %(amount)s that you wanted to give for “%(campaign)s”.")
    return _Sheet(
        subject=_("Your gift did not go through"),
        words=(
            words % {"amount": gift.charged, "campaign": gift.campaign.title},
            _(
                "Most often there is too little money in the account. You do not owe "
                "anything. If you still want to give, you can try again, by card or from "
                "another account."
            ),
        ),
        button=Button(_("Try again"), settings.SITE_URL + gift.campaign.get_absolute_url()),
        reason=_("You receive this because you started a gift from your bank account."),
    )


def _void(letter: SupporterLetter, supporter: Supporter) -> _Sheet | None:
    receipt = letter.receipt
    if receipt is None:
        return None
    is_taken_back = receipt.gift.state == Gift.State.FAILED
    facts = {
        "amount": receipt.gift.charged,
        "campaign": receipt.gift.campaign.title,
        "number": receipt,
    }
    return _Sheet(
        subject=_("Receipt %(number)s is void") % {"number": receipt},
        words=(_why_void(receipt.gift) % facts,),
        button=Button(_("All your gifts"), _mine()),
        reason=_("You receive this because a gift of yours was refunded.")
        if not is_taken_back
        else _("You receive this because your bank took back a gift of yours."),
        fine=(receipt.legal_words,),
    )


def _why_void(gift: Gift) -> str:
    if gift.state == Gift.State.FAILED:
        return _(
            "Your bank took back your gift of %(amount)s for “%(campaign)s”, so receipt "
            "%(number)s is void. Its number stays in our books. You do not owe anything; "
            "if it was a mistake, please give again."
        )
    if gift.is_offline:
        # It is in the books as soon as somebody says so, and the money is sent by hand.
        return _(
            "Your gift of %(amount)s for “%(campaign)s” is being refunded, so receipt "
            "%(number)s is void. Its number stays in our books. We send the money back "
            "ourselves, which can take a few days."
        )
    return _(
        "Your gift of %(amount)s for “%(campaign)s” was refunded, so receipt "
        "%(number)s is void. Its number stays in our books."
    )


def _late(letter: SupporterLetter, supporter: Supporter) -> _Sheet | None:
    regular = letter.regular
    if regular is None or regular.state != State.LATE:
        return None
    return _Sheet(
        subject=_("A payment of your gift did not go through"),
        words=(
            _told(regular, _("%(amount)s could not be collected for “%(campaign)s”.")),
            _(
                "Most often a card has expired or was replaced. Our payment provider will "
                "try again over the next few days. If your card is still valid, there is "
                "nothing to do; if you have a new one, enter it on your page."
            ),
        ),
        button=Button(_("Enter a new card, or stop"), _mine()),
        reason=_("You receive this because you give every month or year. You do not owe anything."),
    )


def _lapsed(letter: SupporterLetter, supporter: Supporter) -> _Sheet | None:
    regular = letter.regular
    if regular is None or regular.state != State.ENDED:
        return None
    ended = _(
        "%(amount)s could not be collected for “%(campaign)s” after several tries, so "
        "your gift has ended."
    )
    return _Sheet(
        subject=_("Your regular gift has ended"),
        words=(
            _told(regular, ended),
            _(
                "You do not owe anything. Thank you for all you gave; you can start again "
                "whenever you like."
            ),
        ),
        button=Button(_("Start again"), settings.SITE_URL + regular.campaign.get_absolute_url()),
        reason=_(
            "You receive this because you gave every month or year. It is the last email about it."
        ),
    )


def _changed(letter: SupporterLetter, supporter: Supporter) -> _Sheet | None:
    regular = letter.regular
    if regular is None or regular.state == State.ENDED:
        return None
    return _Sheet(
        subject=_("Your regular gift has been changed"),
        words=(
            _told(
                regular,
                _("From the next payment, %(amount)s will be collected for “%(campaign)s”."),
            ),
            _("If you did not make this change, change it back on your page, or write to us."),
        ),
        button=Button(_("Change or stop this gift"), _mine()),
        reason=_("You receive this because the amount of your gift was changed on its page."),
    )


def _stopped(letter: SupporterLetter, supporter: Supporter) -> _Sheet | None:
    regular = letter.regular
    if regular is None or regular.state != State.ENDED:
        return None
    return _Sheet(
        subject=_("Your regular gift has been stopped"),
        words=(
            _told(
                regular,
                _("As you asked, %(amount)s will no longer be collected for “%(campaign)s”."),
            ),
            _("What you gave stays where it is. Thank you."),
        ),
        button=Button(_("All your gifts"), _mine()),
        reason=_(
            "You receive this because your gift was stopped on its page, or at the "
            "payment provider."
        ),
    )


def _ahead(letter: SupporterLetter, supporter: Supporter) -> _Sheet | None:
    regular = letter.regular
    if (
        regular is None
        or regular.state != State.ACTIVE
        or letter.day is None
        or regular.next_on != letter.day
    ):
        return None
    day = locale_formats.day(letter.day)
    renews = _("On %(day)s, %(amount)s will be collected for “%(campaign)s”, as every year.")
    return _Sheet(
        subject=_("Your yearly gift renews on %(day)s") % {"day": day},
        words=(
            _told(regular, renews, day=day),
            _(
                "If all is well, there is nothing to do. To change the amount, or to "
                "stop, open your page before then."
            ),
        ),
        button=Button(_("Change or stop this gift"), _mine()),
        reason=_(
            "You receive this because you give every year. You get one such email before "
            "each payment."
        ),
    )


def _year(letter: SupporterLetter, supporter: Supporter) -> _Sheet | None:
    year = letter.year or 0
    given = [
        gift
        for gift in gifts_of([supporter]).filter(received_on__year=year)
        if held(gift).minor > 0
    ]
    if not given:
        return None
    rules = FundingSettings.objects.order_by("-site__is_default_site").first() or FundingSettings()
    rows = [
        Row(
            locale_formats.day(gift.received_on),
            f"{held(gift)}, {gift.campaign.title}",
        )
        for gift in reversed(given)
    ]
    sums = total(given)
    rows += [Row(_("In all"), str(money), is_sum=True) for money in sums]
    words = _("Thank you. This is what we received from you in %(year)s, less refunds.")
    return _Sheet(
        subject=_("What you gave in %(year)s") % {"year": year},
        words=(words % {"year": year},),
        rows=tuple(rows),
        button=Button(_("All your gifts and receipts"), _mine()),
        reason=_("You receive this once a year, in January, if you gave in the year before."),
        fine=(rules.legal_words, rules.tax_words),
    )


def _link(letter: SupporterLetter, supporter: Supporter) -> _Sheet:
    return _Sheet(
        subject=_("The page of your gifts"),
        words=(
            _(
                "This link opens the page of your gifts: receipts, the next payment, and "
                "ways to change or stop it. It works for one hour."
            ),
        ),
        button=Button(_("Open my gifts"), own_address(supporter)),
        reason=_(
            "You receive this because somebody entered your address on our site. If it "
            "was not you, ignore this email: only somebody who has it can open the page."
        ),
    )


def _address(letter: SupporterLetter, supporter: Supporter) -> _Sheet:
    return _Sheet(
        subject=_("Your new address"),
        words=(
            _(
                "Press the button to have receipts and emails about your gifts sent to "
                "this address, and to see all your gifts with it. The link works for one "
                "hour."
            ),
        ),
        button=Button(_("Use this address"), address_link(supporter, letter.typed)),
        reason=_(
            "You receive this because somebody entered this address on the page of their "
            "gifts. If it was not you, ignore this email: nothing changes."
        ),
    )


def _moved(letter: SupporterLetter, supporter: Supporter) -> _Sheet:
    return _Sheet(
        subject=_("Your address was changed"),
        words=(
            _(
                "Receipts and emails about your gifts now go to another address, and you "
                "find your gifts with that one."
            ),
            _("If you did not ask for this, write to us: we can change it back."),
        ),
        reason=_("You receive this because this was the address of somebody who made a gift."),
    )


def _told(regular: RegularGift, sentence: str, **more: str) -> str:
    return sentence % {"amount": regular.charged, "campaign": regular.campaign.title, **more}


def _mine() -> str:
    return settings.SITE_URL + reverse("funding:own")


_SHEETS: dict[Kind, Callable[[SupporterLetter, Supporter], _Sheet | None]] = {
    Kind.RECEIPT: _receipt,
    Kind.FAILED: _failed,
    Kind.VOID: _void,
    Kind.LATE: _late,
    Kind.LAPSED: _lapsed,
    Kind.CHANGED: _changed,
    Kind.STOPPED: _stopped,
    Kind.AHEAD: _ahead,
    Kind.YEAR: _year,
    Kind.LINK: _link,
    Kind.ADDRESS: _address,
    Kind.MOVED: _moved,
    Kind.TRANSFER: transfer_sheet,
}
