#!/usr/bin/env bash
# Packs this built checkout as npm would publish it, installs it into an empty folder, and runs it:
# version, analyze of a drawn picture's film, and the daemon's page. Takes a compilation of SQLite.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
port=${EKSPRESI_TRIAL_PORT:-18950}
trap 'rm -rf "$folder"' EXIT
cd "$root"
tarball=$folder/$(npm pack --silent --pack-destination "$folder")
echo "packed: $(du -h "$tarball" | cut -f1), $(tar -tzf "$tarball" | wc -l) files"
if tar -tzf "$tarball" | grep -E '^package/(shared|tests|training|data)/'; then
  echo 'that does not belong into the package' >&2
  exit 1
fi
mkdir "$folder/empty" && cd "$folder/empty"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --loglevel=error "$tarball"
npx ekspresi --version
npx ekspresi doctor --data "$folder/data" || echo "doctor: exit $?"

# A drawn visitor as a picture, drawn by the package itself.
cat >draw.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import { encode } from 'jpeg-js';
import { SceneRenderer } from 'ekspresi/dist/synthetic/scene-renderer.js';
import { visitorsScene } from 'ekspresi/dist/synthetic/visitors-scene.js';
const scene = visitorsScene({ seed: 3, people: 2, durationS: 30 });
const { pixels } = new SceneRenderer(scene).render(8);
const data = Buffer.alloc(4 * pixels.length, 255);
pixels.forEach((grey, at) => data.fill(grey, 4 * at, 4 * at + 3));
writeFileSync('drawn.jpg', encode({ data, width: scene.widthPx, height: scene.heightPx }, 92).data);
JS
node draw.mjs
npx ekspresi analyze --no-landmarks drawn.jpg | tee lines | cut -c1-200
grep -q '"expression"' lines
npx ekspresi run --source synthetic --port "$port" --data "$folder/data" 2>"$folder/log" &
pid=$!
trap 'kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; rm -rf "$folder"' EXIT
for ((i = 0; i < 120; i++)); do
  curl -fs "http://127.0.0.1:$port/api/v1/live" | grep -q '"expression"' && break
  sleep 1
done
curl -fs "http://127.0.0.1:$port/api/v1/live" | grep -o '"expression":"[a-z]*"' | head -1
curl -fs "http://127.0.0.1:$port/" | grep -o "<title>[^<]*" | head -1
kill "$(ss -tlnpH "sport = :$port" | grep -o 'pid=[0-9]*' | head -1 | cut -d= -f2)"
