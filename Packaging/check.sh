#!/usr/bin/env bash
# Installs the Debian package in a root that holds nothing else, and runs it there: usage: check.sh [SUITE]
# Needs root and debootstrap.
set -Eeuo pipefail
cd "$(dirname "$0")/.."

suite=${1:-$(. /etc/os-release && echo "$VERSION_CODENAME")}
package=$(ls .build/packages/*.deb)
binary=$(ls .build/packages/fa-bench-*-linux-*)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"
debootstrap --variant=minbase "$suite" "$root" >/dev/null

inside() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root chroot "$root" "$@"; }
if inside sh -c 'ls -d /usr/lib/swift /opt/swift 2>/dev/null || command -v swift'; then
  echo "This root has a Swift toolchain: it shows nothing." >&2
  exit 1
fi
cp "$package" "$root/fa-bench.deb"
inside sh -c 'DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null &&
  DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends --yes /fa-bench.deb >/dev/null'
inside fa-bench --version
inside fa-bench doctor
inside fa-bench compare --synthetic 60x40 --spectrum power:1 --rank 3
# The program alone, where its libraries are.
install -m 755 "$binary" "$root/alone"
inside /alone svd --synthetic 60x40 --spectrum power:1 --rank 3
echo "The package and the program run in a root without Swift."
