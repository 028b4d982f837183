#!/usr/bin/env bash
# Builds what people install who do not know Swift, into .build/packages:
#   fa-bench-VERSION-linux-MACHINE       the program, with all of Swift inside
#   fa-bench_VERSION_ARCHITECTURE.deb    a Debian package of it, with its manual page and completions
# Both need OpenBLAS, LAPACKE and zlib where they run; the package says so.
set -Eeuo pipefail
cd "$(dirname "$0")/.."

scratch=.build/static
output=.build/packages
swift build -c release --static-swift-stdlib --product fa-bench --scratch-path "$scratch"
program=$(swift build -c release --static-swift-stdlib --scratch-path "$scratch" --show-bin-path)/fa-bench
version=$("$program" --version)
architecture=$(dpkg --print-architecture)

mkdir -p "$output"
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"
install -D -m 755 "$program" "$root/usr/bin/fa-bench"
strip --strip-unneeded "$root/usr/bin/fa-bench"
install -m 755 "$root/usr/bin/fa-bench" "$output/fa-bench-$version-linux-$(uname -m)"

share="$root/usr/share"
if [ -f .build/manual/fa-bench.1 ]; then
  install -D -m 644 .build/manual/fa-bench.1 "$share/man/man1/fa-bench.1"
  gzip -9n "$share/man/man1/fa-bench.1"
fi
complete() { mkdir -p "$(dirname "$share/$2")" && "$program" --generate-completion-script "$1" > "$share/$2"; }
complete bash bash-completion/completions/fa-bench
complete zsh zsh/vendor-completions/_fa-bench
complete fish fish/vendor_completions.d/fa-bench.fish
install -D -m 644 LICENSE "$share/doc/fa-bench/copyright"
install -m 644 Documentation/Formats.md "$share/doc/fa-bench/Formats.md"
gzip -9nc CHANGELOG.md > "$share/doc/fa-bench/changelog.gz"

# The libraries that the program names, as the packages that have them here.
source=$(mktemp -d)
mkdir "$source/debian"
printf 'Source: fa-bench\n\nPackage: fa-bench\nArchitecture: any\n' > "$source/debian/control"
depends=$(cd "$source" && dpkg-shlibdeps -O -e"$root/usr/bin/fa-bench" 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
rm -rf "$source"
[ -n "$depends" ] || { echo "dpkg-shlibdeps found no libraries: is dpkg-dev installed?" >&2; exit 1; }

mkdir "$root/DEBIAN"
cat > "$root/DEBIAN/control" <<CONTROL
Package: fa-bench
Version: $version
Architecture: $architecture
Maintainer: the fa-toolkit project <fa-toolkit@example.org>
Installed-Size: $(du -ks "$root/usr" | cut -f1)
Depends: $depends
Recommends: gnuplot-nox
Section: science
Priority: optional
Description: gradient descent and random feedback, measured against the optimum
 Trains gradient descent, feedback alignment and other rules on the problem of
 low-rank factorization, and sets every run beside the truncated singular value
 decomposition, which no factors of that rank beat.
CONTROL
dpkg-deb --root-owner-group --build "$root" "$output/fa-bench_${version}_$architecture.deb" >/dev/null
ls -l "$output"
