# Varnish in front of Standfirst (Varnish 7). TLS ends before it: Caddy, nginx or hitch.
#
#   STANDFIRST_FRONT_CACHES=http://127.0.0.1:6081
#   STANDFIRST_PROXIES=2              the TLS proxy, and Varnish
#
# docs/growing.md says when you need it: Standfirst keeps its pages itself, and Varnish keeps more of them, elsewhere.
vcl 4.1;

backend standfirst {
    .host = "127.0.0.1";
    .port = "8000";
    .first_byte_timeout = 60s;
    .between_bytes_timeout = 60s;
}

# Who may have pages forgotten: the worker of each machine.
acl purgers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (!client.ip ~ purgers) {
            return (synth(405, "Not allowed"));
        }
        # Words without blanks; a page that has any of them is forgotten.
        if (req.http.Surrogate-Key !~ "^[A-Za-z0-9:_ -]+$") {
            return (synth(400, "Name the tags in Surrogate-Key"));
        }
        ban("obj.http.Cache-Tag ~ (^|,)(" + regsuball(req.http.Surrogate-Key, " +", "|") + ")(,|$)");
        return (synth(200, "Purged"));
    }
    # News of discussions: open for up to ten minutes.
    if (req.url ~ "^/live/") {
        return (pipe);
    }
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    # Readers whom Standfirst knows have pages of their own (COOKIES_OF_KNOWN_READERS in its settings; over https each
    # name begins with __Host-). Never take one of these out.
    if (req.http.Cookie ~ "(^|; *)(__Host-)?(sessionid|standfirst_guest|standfirst_gave|messages)=") {
        return (pass);
    }
    if (req.http.Authorization) {
        return (pass);
    }
    # No page that is kept hangs on any other cookie. What is not kept may: it goes to the site with them.
    return (hash);
}

sub vcl_hash {
    # A page says where it is, with http or https.
    hash_data(req.http.X-Forwarded-Proto);
}

sub vcl_backend_response {
    # Whoever has a page of their own was passed above; of the others, no cookie changes a page that is kept.
    if (beresp.http.Surrogate-Key && beresp.http.Vary) {
        set beresp.http.Vary = "Accept-Encoding";
    }
    # Only what says so is kept: pages with tags, files and pictures. No page is handed out past its time.
    set beresp.grace = 0s;
    if (beresp.http.Set-Cookie || beresp.http.Cache-Control !~ "(^|[ ,])public") {
        set beresp.uncacheable = true;
        set beresp.ttl = 120s;
    }
}

sub vcl_deliver {
    # The tags are between Standfirst and its caches.
    unset resp.http.Surrogate-Key;
    unset resp.http.Cache-Tag;
}
