#!/usr/bin/env bash
# The first minute on a Debian without Node: debootstraps SUITE (bookworm, trixie), copies this
# checkout into it as git knows it, runs scripts/up there, waits for the page, and starts it a
# second time. Needs root, debootstrap and Debian's mirror; takes five to fifteen minutes.
#
#   tests/trials/bare-debian.sh bookworm [FOLDER]      FOLDER: kept for another try
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
suite=${1:?usage: bare-debian.sh SUITE [FOLDER]}
folder=${2:-$(mktemp -d)/$suite}
port=${EKSPRESI_TRIAL_PORT:-18940}
# Disk syncs prove nothing here: a folder in /dev/shm and this make it several times as quick.
[[ -d $folder/usr ]] || debootstrap --variant=minbase "$suite" "$folder"

echo force-unsafe-io >"$folder/etc/dpkg/dpkg.cfg.d/unsafe-io"
cp /etc/resolv.conf "$folder/etc/"
# A registry behind a certificate of its own is reached as it is from here.
ca=$(npm config get cafile 2>/dev/null || true)
[[ ! -f $ca ]] || { cp "$ca" "$folder/etc/registry-ca.pem" && export NODE_EXTRA_CA_CERTS=/etc/registry-ca.pem npm_config_cafile=/etc/registry-ca.pem; }
mount_once() { mountpoint -q "$folder/$1" || mount --bind "/$1" "$folder/$1"; }
for part in proc dev sys; do mount_once "$part"; done
trap 'for part in sys dev proc; do umount --lazy "$folder/$part" || true; done' EXIT

mkdir -p "$folder/opt/checkout"
(cd "$root" && git ls-files -z -co --exclude-standard | tar -c --null -T - --ignore-failed-read) | tar -C "$folder/opt/checkout" -x

inside() { chroot "$folder" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb \
  ${NODE_EXTRA_CA_CERTS:+NODE_EXTRA_CA_CERTS=$NODE_EXTRA_CA_CERTS npm_config_cafile=$npm_config_cafile} "$@"; }

# start_until_page: seconds from the command to the first live page.
start_until_page() {
  local begin=$SECONDS pid
  inside /opt/checkout/scripts/up --port "$port" &
  pid=$!
  until curl -fs "http://127.0.0.1:$port/" >/dev/null; do
    kill -0 "$pid" || { echo 'it ended before there was a page' >&2; return 1; }
    sleep 0.2
  done
  took=$((SECONDS - begin))
  # The first drawn picture comes a moment later.
  for ((i = 0; i < 120; i++)); do
    [[ $(curl -fs "http://127.0.0.1:$port/preview.jpeg" | head -c 2 | od -An -tx1) != ' ff d8' ]] || break
    sleep 1
  done
  ((i < 120)) || echo 'no picture came' >&2
  kill "$(ss -tlnpH "sport = :$port" | grep -o 'pid=[0-9]*' | head -1 | cut -d= -f2)"
  wait "$pid" || true
}

inside sh -c 'command -v node || echo "no Node here"'
start_until_page
echo "first start on $suite: $took s to the page; $(inside /opt/checkout/.node/bin/node --version 2>/dev/null || inside node --version)"
start_until_page
echo "second start: $took s to the page"
