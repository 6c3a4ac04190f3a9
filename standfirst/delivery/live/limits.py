"""How many streams, and how long; without Django, because the command line asks, too."""

# Streams that one server process holds open; a further one is told to come back later.
MOST_STREAMS = 10_000
# Connections that the server takes on at once: all streams, and those over which pages are asked for.
MOST_AT_ONCE = MOST_STREAMS + 2_000
# Files that the process may hold open: a connection is one.
OPEN_FILES = MOST_AT_ONCE + 1_000

# Seconds.
HEARTBEAT = 25.0  # proxies close what is silent for a minute
LIFETIME = 600.0  # then the browser comes back, and who may read is asked anew
PACE = 0.3  # between two looks at one thread, however much is written there
SLOWEST_RETURN, QUICKEST_RETURN = 8, 2  # so that after a restart not everybody comes at once
