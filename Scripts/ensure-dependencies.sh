#!/bin/sh
# Makes sure that everything a build needs is installed: installs what is missing with apt-get where that
# is possible, and says what to install where it is not. Looks at what is there every time, so a second
# call finds everything and does nothing. With the word mpi, what the trait MPI needs as well.
set -eu

with=${1:-}

say() {
  printf '%s\n' "$*" >&2
}

# The Debian names of the packages that a build cannot do without and that are missing.
missing_packages() {
  if ! command -v pkg-config >/dev/null; then
    # Without it neither we nor SwiftPM can find the libraries.
    echo libopenblas-dev liblapacke-dev zlib1g-dev pkg-config
    return
  fi
  pkg-config --exists openblas || echo libopenblas-dev
  pkg-config --exists lapacke || echo liblapacke-dev
  pkg-config --exists zlib || echo zlib1g-dev
  if [ "$with" = mpi ]; then
    pkg-config --exists mpi-c || echo libopenmpi-dev
    command -v mpirun >/dev/null || echo openmpi-bin
  fi
}

# Why packages cannot be installed here, or nothing if they can.
obstacle() {
  if ! command -v apt-get >/dev/null; then
    echo "there is no apt-get on this system"
  elif [ "$(id -u)" -ne 0 ] && ! sudo -n true >/dev/null 2>&1; then
    echo "that takes root, or a sudo that asks for no password"
  fi
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

apt() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get --quiet --yes \
    -o DPkg::Lock::Timeout=300 "$@" </dev/null >&2
}

install_packages() {
  say "Installing: $*"
  apt install --no-install-recommends "$@" && return
  say "That failed, perhaps for want of a recent package list. Updating the list and trying again."
  apt update && apt install --no-install-recommends "$@"
}

# How to install everything by hand. Package managers pass over what is there already.
instructions() {
  say "Install by hand, then call make again:"
  if command -v apt-get >/dev/null; then
    say "  sudo apt-get update && sudo apt-get install $*"
  elif command -v dnf >/dev/null; then
    say "  sudo dnf install openblas-devel lapack-devel zlib-devel pkgconf-pkg-config gnuplot"
  elif command -v brew >/dev/null; then
    say "  brew install openblas lapack zlib pkgconf gnuplot"
    say "  export PKG_CONFIG_PATH=\"\$(brew --prefix openblas)/lib/pkgconfig:\$(brew --prefix lapack)/lib/pkgconfig:\$(brew --prefix zlib)/lib/pkgconfig\""
  else
    say "  Debian, Ubuntu:  sudo apt-get update && sudo apt-get install $*"
    say "  Fedora:          sudo dnf install openblas-devel lapack-devel zlib-devel pkgconf-pkg-config gnuplot"
    say "  others:          OpenBLAS, LAPACKE and zlib with their headers and pkg-config files, and pkg-config itself"
  fi
}

if ! command -v swift >/dev/null; then
  say "swift was not found. Install Swift 6.3 or later (https://www.swift.org/install), put it on the PATH"
  say "and call make again."
  exit 1
fi

missing=$(missing_packages)
if [ -n "$missing" ]; then
  # One word per package from here on.
  # shellcheck disable=SC2086
  set -- $missing
  obstacle=$(obstacle)
  if [ -n "$obstacle" ]; then
    say "Missing: $*. They cannot be installed from here: $obstacle."
    instructions "$@" gnuplot-nox
    exit 1
  fi
  if ! install_packages "$@" || [ -n "$(missing_packages)" ]; then
    say "Missing still: $(missing_packages | tr '\n' ' ')"
    instructions "$@" gnuplot-nox
    exit 1
  fi
fi

# Only pictures need gnuplot, so nothing stops for want of it.
if ! command -v gnuplot >/dev/null; then
  if [ -n "$(obstacle)" ] || ! install_packages gnuplot-nox; then
    say "Note: gnuplot is missing, so reports will have no pictures (Debian, Ubuntu: gnuplot-nox)."
  fi
fi
