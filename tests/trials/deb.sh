#!/usr/bin/env bash
# Installs a package of deploy/build-deb in a fresh debootstrap, runs it, removes and purges it, and
# looks whether anything is left. Needs root, debootstrap and Debian's mirror.
#
#   tests/trials/deb.sh ekspresi_0.1.0_amd64.deb bookworm [FOLDER]
set -euo pipefail
file=${1:?usage: deb.sh FILE SUITE [FOLDER]}
suite=${2:?a suite: bookworm or trixie}
folder=${3:-$(mktemp -d)/$suite}
port=${EKSPRESI_TRIAL_PORT:-18960}
[[ -d $folder/usr ]] || debootstrap --variant=minbase "$suite" "$folder"
echo force-unsafe-io >"$folder/etc/dpkg/dpkg.cfg.d/unsafe-io"
cp /etc/resolv.conf "$folder/etc/"
for part in proc dev dev/pts sys; do mountpoint -q "$folder/$part" || mount --bind "/$part" "$folder/$part"; done
trap 'for part in sys dev/pts dev proc; do umount "$folder/$part" || true; done' EXIT
inside() { chroot "$folder" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"; }

cp "$file" "$folder/tmp/ekspresi.deb"
inside apt-get update -q
before=$(inside sh -c 'find /etc /usr /var/lib -xdev -name "*ekspresi*" | sort')
inside env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends /tmp/ekspresi.deb
inside dpkg --verify ekspresi
inside ekspresi -V
inside sh -c 'dpkg -L ekspresi | grep -E "completions|man1/ekspresi.1|\.service$|wait-for-page"'
inside sh -c 'dpkg -L ekspresi | wc -l; ls -l /etc/ekspresi /usr/share/man/man1/ekspresi.1.gz'
inside setpriv --reuid ekspresi --regid ekspresi --clear-groups env EKSPRESI_CONFIG=/etc/ekspresi/ekspresi.yaml \
  ekspresi run --source synthetic --port "$port" 2>"$folder/tmp/log" &
for ((i = 0; i < 120; i++)); do
  curl -fs "http://127.0.0.1:$port/api/v1/live" | grep -q '"expression"' && break
  sleep 1
done
curl -fs "http://127.0.0.1:$port/api/v1/live" | grep -o '"expression":"[a-z]*"' | head -1
kill "$(ss -tlnpH "sport = :$port" | grep -o 'pid=[0-9]*' | head -1 | cut -d= -f2)"
wait || true
# An upgrade: the same content under the next version. Settings and history stay.
echo '# of the operator' >>"$folder/etc/ekspresi/ekspresi.yaml"
mkdir -p "$folder/tmp/next" && dpkg-deb -R "$file" "$folder/tmp/next"
sed -i 's/^Version: .*/&+next/' "$folder/tmp/next/DEBIAN/control"
dpkg-deb --root-owner-group -Znone --build "$folder/tmp/next" "$folder/tmp/next.deb" >/dev/null
rm -rf "$folder/tmp/next"
inside dpkg -i /tmp/next.deb
inside sh -c 'dpkg-query -W ekspresi; dpkg --verify ekspresi; tail -1 /etc/ekspresi/ekspresi.yaml; ls /var/lib/ekspresi/ekspresi.db'
inside apt-get remove -y -q ekspresi
inside sh -c 'ls /etc/ekspresi/ekspresi.yaml /var/lib/ekspresi/ekspresi.db; ! command -v ekspresi'
inside apt-get purge -y -q ekspresi
after=$(inside sh -c 'find /etc /usr /var/lib -xdev -name "*ekspresi*" | sort')
[[ $before == "$after" ]] && echo 'nothing is left' || { echo "left: $after"; exit 1; }
