#!/usr/bin/env bash
# Packs this built checkout as npm would publish it, installs it into an empty folder, and runs it:
# version, analyze of a drawn picture's film, and the daemon's page. Takes a compilation of SQLite.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
port=${EKSPRESI_TRIAL_PORT:-18950}
trap 'rm -rf "$folder"' EXIT
cd "$root"
tarball=$folder/$(npm pack --silent --ignore-scripts --pack-destination "$folder")
echo "packed: $(du -h "$tarball" | cut -f1), $(tar -tzf "$tarball" | wc -l) files"
if tar -tzf "$tarball" | grep -E '^package/(shared|tests|training|data)/'; then
  echo 'that does not belong into the package' >&2
  exit 1
fi
mkdir "$folder/empty" && cd "$folder/empty"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --loglevel=error "$tarball"
npx ekspresi -V
npx ekspresi run --source synthetic --port "$port" --data "$folder/data" 2>"$folder/log" &
pid=$!
trap 'kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; rm -rf "$folder"' EXIT
for ((i = 0; i < 120; i++)); do
  curl -fs "http://127.0.0.1:$port/api/v1/live" | grep -q '"expression"' && break
  sleep 1
done
curl -fs "http://127.0.0.1:$port/api/v1/live" | grep -o '"expression":"[a-z]*"' | head -1
curl -fs "http://127.0.0.1:$port/" | grep -o '<title>[^<]*'
kill "$(ss -tlnpH "sport = :$port" | grep -o 'pid=[0-9]*' | head -1 | cut -d= -f2)"
