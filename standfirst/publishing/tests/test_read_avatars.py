"""Letters of avatars stand out from each of their grounds."""

import re
from pathlib import Path

from standfirst.accounts.avatars import COLOURS
from standfirst.publishing import colours, stylesheet

PAIR = re.compile(r"\.avatar-(\d) \{ background: light-dark\((#\w{6}), (#\w{6})\)")


def test_every_pair_can_be_read_in_both_schemes():
    sheet = (Path(stylesheet.__file__).parent / "static/standfirst/css/avatar.css").read_text()
    found = PAIR.findall(sheet)
    assert {int(number) for number, _, _ in found} | {6} == set(range(COLOURS))
    for _, on_light, on_dark in [*found, ("6", "#454e53", "#b6bdbd")]:
        assert colours.contrast(on_light, "#fcfcfa") >= 4.5
        assert colours.contrast(on_dark, "#111618") >= 4.5
