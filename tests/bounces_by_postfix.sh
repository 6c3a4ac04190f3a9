#!/bin/sh
# Lets a real Postfix hand a bounce to `standfirst bounce`, as docs/operator.md says: alias, .forward, no environment.
# Needs root and Debian's postfix, whose own configuration is left alone; so it is no part of bin/test.
#
#   tests/bounces_by_postfix.sh SITE    SITE is a checkout that is installed, with a site in data/ (tests/unprivileged.sh
#                                       leaves one); it is given to a user who is made for this, and removed again
set -eu
site=$(cd "$1" && pwd)
user=standfirst-try
port=${PORT:-18225}
work=$(mktemp -d)
chmod 755 "$work"
mkdir "$work/etc" "$work/queue" "$work/state"
useradd --system --home-dir "$site" --no-create-home --shell /usr/sbin/nologin "$user"
stop() {
  postfix -c "$work/etc" stop 2>/dev/null || true
  userdel "$user"
  rm -rf "$work"
}
trap stop EXIT
chown -R "$user" "$site/data"
echo "\"|$site/.venv/bin/standfirst bounce\"" > "$site/.forward"
chown "$user" "$site/.forward"

postconf -d -c "$work/etc" >/dev/null 2>&1 || true
sed -E "s/^smtp +inet .*/127.0.0.1:$port inet n - n - - smtpd/; s/^([a-z]+ +(unix|fifo|unix-dgram) +[^ ]+ +[^ ]+ +)y/\1n/" /etc/postfix/master.cf > "$work/etc/master.cf"
cat > "$work/etc/main.cf" <<CONFIG
compatibility_level = 3.6
queue_directory = $work/queue
data_directory = $work/state
maillog_file = $work/log
maillog_file_prefixes = $work
myhostname = mx.paper.example
myorigin = paper.example
mydestination = paper.example
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
recipient_delimiter = +
alias_maps = texthash:$work/etc/aliases
alias_database =
smtpd_relay_restrictions = reject_unauth_destination
CONFIG
# newaliases would make an indexed file of the same line.
echo "bounces $user" > "$work/etc/aliases"
chown postfix "$work/state"
postfix -c "$work/etc" start

as_site() {
  (cd / && env -i PATH=/usr/bin:/bin setpriv --reuid="$user" --regid=nogroup --clear-groups "$site/.venv/bin/python" - "$@")
}
sent=$(as_site <<'PYTHON'
import os
import standfirst.lib.settings_file as file
os.environ["STANDFIRST_MAIL_BOUNCES"] = "bounces@paper.example"
os.environ["DJANGO_SETTINGS_MODULE"] = "standfirst.settings"
file.load()
import django
django.setup()
from django.utils import timezone
from standfirst.notifications.links import return_address
from standfirst.notifications.models import Follower, Mailing
at = timezone.now()
follower, _made = Follower.objects.update_or_create(mail="gone@reader.example", defaults={"made_at": at, "suppressed_at": None})
print(return_address(Mailing.objects.create(follower=follower, kind="news", made_at=at, state="sent")))
PYTHON
)
"$site/.venv/bin/python" - "$port" "$sent" <<'PYTHON'
import smtplib, sys
port, back = sys.argv[1:]
report = f"""From: MAILER-DAEMON@mx.reader.example
To: undisclosed-recipients:;
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.reader.example

Final-Recipient: rfc822; gone@reader.example
Action: failed
Status: 5.1.1

--b--
"""
with smtplib.SMTP("127.0.0.1", int(port)) as server:
    server.sendmail("", [back], report)
PYTHON
tries=0
until grep -qE "delivered to command|status=(bounced|deferred)" "$work/log"; do
  tries=$((tries + 1))
  [ "$tries" -lt 60 ] || break
  sleep 1
done
grep "status=" "$work/log" || cat "$work/log"
as_site <<'PYTHON'
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "standfirst.settings"
import django
django.setup()
from standfirst.notifications.models import Follower
assert Follower.objects.get(mail="gone@reader.example").suppressed_for == "bounced", "the bounce was not taken in"
PYTHON
echo "Postfix handed the bounce to $site, as $user."
