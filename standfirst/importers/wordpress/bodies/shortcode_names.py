"""Which words in square brackets are shortcodes: a name that WordPress or a plugin knows, in the form of one.

Everything else in brackets is what somebody wrote: “They [the council] never asked”, “[sic]”.
"""

import re
from html import unescape

CORE = frozenset({"audio", "caption", "embed", "gallery", "playlist", "video", "wp_caption"})
NOTES = frozenset({"efn_note", "fn", "footnote", "mfn", "ref", "sidenote"})
CODE = frozenset({
    "bash", "code", "coffeescript", "cpp", "csharp", "css", "diff", "html", "java", "javascript", "js", "json", "perl", "php",
    "powershell", "python", "ruby", "scala", "shell", "sourcecode", "sql", "swift", "vb", "xml", "yaml",
})  # fmt: skip
QUOTES = frozenset({"blockquote", "pullquote", "quote", "su_pullquote", "su_quote"})
BUTTONS = frozenset({"button", "link", "maxbutton", "su_button", "url"})
PLAYERS = frozenset({
    "archiveorg", "bandcamp", "crowdsignal", "dailymotion", "facebook", "facebook_embed", "fb", "flickr", "flickr_video", "flowplayer", "fvplayer",
    "gist", "googleapps", "googlemaps", "googlevideo", "iframe", "instagram", "kickstarter", "medium", "mixcloud", "pinterest", "polldaddy",
    "reddit", "scribd", "slideshare", "soundcloud", "spotify", "ted", "tiktok", "tweet", "twitter", "videopress", "vimeo", "vine", "wistia",
    "wpvideo", "embedyt", "youtube", "youtube_sc", "su_youtube", "su_vimeo", "fve", "tumblr", "twitch", "rumble", "datawrapper", "infogram", "flourish", "documentcloud",
})  # fmt: skip
FORMS = frozenset({
    "caldera_form", "contact", "contact-field", "contact-form", "contact-form-7", "contact_form", "donate", "fluentform", "formidable", "forminator_form",
    "give_form", "gravityform", "gravityforms", "mailpoet_form", "mailpoet_page", "mc4wp_form", "ninja_form", "ninja_forms", "poll", "quform",
    "subscribe2", "wpforms", "yikes-mailchimp", "newsletter_form", "newsletter", "metaform", "wysija_form", "everest_form", "happyforms",
})  # fmt: skip
OTHERS = frozenset({
    "accordion", "ad", "adrotate", "alert", "archives", "author", "blog_subscription_form", "box", "center", "child-pages", "clear", "col", "column",
    "columns", "divider", "dropcap", "expand", "featured_image", "google_map", "highlight", "hr", "icon", "jetpack-related-posts", "jetpack_subscription_form",
    "latest_posts", "lightbox", "list-posts", "login", "map", "media-credit", "more", "nextgen-gallery", "nggallery", "ngg", "one_half", "one_half_last",
    "one_third", "one_third_last", "portfolio", "posts", "raw", "recent-posts", "recent_posts", "related_posts", "rev_slider", "layerslider", "row",
    "sitemap", "slideshow", "smartslider3", "spacer", "spoiler", "subscribe", "tab", "table", "tablepress", "tabs", "testimonial", "tip", "toc", "toggle",
    "tooltip", "two_third", "two_third_last", "toc_page", "products", "product", "woocommerce_cart", "woocommerce_checkout", "events_list", "wpdiscuz-feedback",
    "do_widget", "print_link", "printfriendly", "addtoany", "sharethis", "sociable", "wp_rss_aggregator", "display-posts",
    "wpdm_package", "download", "timeline", "ultimate_gallery", "foogallery", "envira-gallery", "metaslider", "soliloquy", "advanced_iframe",
})  # fmt: skip
INLINE = re.compile(
    r"dropcap|highlight|tooltip|label|icon|popup|abbr|inline|text_color|lightbox|\Amore\Z|\Araw\Z"
)
"""What stands within a line: nothing comes between the words before and after it."""
BARE = frozenset({
    "archives", "clear", "divider", "gallery", "hr", "login", "newsletter", "nggallery", "playlist", "portfolio", "products", "sitemap", "spacer", "toc",
})  # fmt: skip
"""English words, or what looks like some, that stand on a line of their own as shortcodes."""
ALWAYS = frozenset({"gallery", "nggallery", "playlist"})
"""In a body these were never anything else: WordPress put a gallery wherever they stood."""
FILES = frozenset(
    {
        "download",
        "embeddoc",
        "gview",
        "pdf",
        "pdf-embedder",
        "pdfviewer",
        "wonderplugin_pdf",
        "dflip",
        "doc",
    }
)
KNOWN = FILES | CORE | NOTES | CODE | QUOTES | BUTTONS | PLAYERS | FORMS | OTHERS
FAMILIES = (
    "av_", "avia_", "bs_", "cs_", "cz_", "dt_", "edgtf_", "elementor-", "et_", "et_pb_", "fl_", "fusion_", "kc_", "mk_", "mkdf_", "nectar_",
    "otw_", "porto_", "qode_", "rh_", "su_", "tatsu_", "td_", "tdc_", "themify_", "thrive_", "ult_", "ultimate_", "us_", "vc_", "woodmart_", "wpb_", "wr_", "x_", "ux_",
)  # fmt: skip
"""How the names of page builders and collections of shortcodes begin."""

ATTRIBUTE = re.compile(
    r"""([a-zA-Z_][\w:-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|\u201c([^\u201d]*)\u201d|\u2033([^\u2033]*)\u2033|([^\s"'\]]+))"""
)
QUOTED = re.compile(r"""[\w:-]+\s*=\s*["'\u201c\u2033]""")
# An address may hold what looks like an attribute; in quotation marks it may be the only thing there.
ADDRESS = re.compile(r"[\"'\u201c]?(?:https?:)?//[^\s\"'\u201d]+[\"'\u201d]?|spotify:\w+:\w+")
IN_QUOTES = re.compile(r"\"[^\"]*\"|'[^']*'")
PLAIN_VALUE = re.compile(r"\d+(?:x\d+)?|\d[\d.,%]*")
IDENTIFIER = re.compile(r"(?=\S*\d)[\w-]{5,40}|(?=\S*[A-Z]\S*[a-z]|\S*[a-z]\S*[A-Z])[\w-]{8,40}")

# The oldest form of a player has the bare address, which may follow its settings.
BARE_ADDRESS = re.compile(r"(?<![\w=\"'\u201c\u201d])https?://[^\s\"'|\]]+")


def is_known(name: str) -> bool:
    """Say whether WordPress or a widely used plugin has a shortcode of that name."""
    return name in KNOWN or name.startswith(FAMILIES)


def is_shortcode(name: str, inside: str, *, is_alone: bool) -> bool:
    """Say whether `[name inside]` is one.

    `[clear]` in a sentence is a word, alone on its line a shortcode; `[video]` and `[audio unclear]` are none anywhere, since the
    one names no video. A name that nobody knows is one where a quoted attribute follows it, which no sentence has, and
    alone on its line where it is written as programs write names.
    """
    inside = unescape(inside).strip().removesuffix("/").strip()
    if not is_known(name):
        is_written_so = bool(QUOTED.match(inside)) and not ATTRIBUTE.sub("", inside).strip()
        return is_written_so or (is_alone and not inside and "_" in name)
    if not inside:
        return (is_alone and name in BARE) or not name.isalpha()
    rest = ATTRIBUTE.sub(" ", ADDRESS.sub("0", inside.lstrip("=:")))
    if not name.isalpha():
        rest = IN_QUOTES.sub(" ", rest)
    return all(PLAIN_VALUE.fullmatch(word) or _names_something(name, word) for word in rest.split())


def may_enclose(name: str, inside: str) -> bool:
    """Say whether `[name inside]` may be the beginning of a pair: “[caption competition]” is not."""
    inside = unescape(inside).strip()
    is_open = not inside or inside.startswith("=") or ATTRIBUTE.match(inside)
    return bool(is_open) or is_shortcode(name, inside, is_alone=True)


def attributes_in(inside: str) -> dict[str, str]:
    """Return a shortcode's attributes; what stands there without a name is called `0`."""
    inside = unescape(inside).strip().removesuffix("/").strip()
    found = {
        name.lower(): next((part for part in parts if part), "")
        for name, *parts in ATTRIBUTE.findall(inside)
        if not inside.startswith(("=", ":")) and not _is_in_address(inside, name)
    }
    words = inside.lstrip("=:").split()
    if words and (inside.startswith(("=", ":")) or not ATTRIBUTE.match(words[0])):
        found["0"] = words[0].strip("\"'\u201c\u201d")
    elif bare := BARE_ADDRESS.search(inside):
        found["0"] = bare[0]
    return found


def _names_something(name: str, word: str) -> bool:
    """`[youtube dQw4w9WgXcQ]` names a video; `[video unclear]` does not."""
    return name in PLAYERS and bool(IDENTIFIER.fullmatch(word))


def _is_in_address(inside: str, name: str) -> bool:
    """The `v=` of an address is no attribute."""
    return bool(re.search(rf"\S[?&;]{re.escape(name)}\s*=", inside))
