#!/bin/sh
# Builds the documentation of the libraries, with the symbol graph extractor and the docc of the Swift
# toolchain, into one archive in .build/docs. A warning of docc is an error.
#
# `swift package dump-symbol-graph` would do the first half, but it fails on packages with tests.
set -eu

libraries="FALinalg FAMatrixIO FATrainers FADistributed" # each after those it links to
work=.build/documentation
output=.build/docs

swift build
binaries=$(swift build --show-bin-path)
triple=$(swift -print-target-info | sed -n 's/.*"triple": "\(.*\)".*/\1/p' | head -n 1)
rm -rf "$work" "$output"

archives=
dependencies=
for library in $libraries; do
  symbols=$work/symbols/$library
  archive=$work/$library.doccarchive
  catalog=Sources/$library/$library.docc
  mkdir -p "$symbols"
  # The flags of pkg-config, and the lists that grow below, are split into words on purpose.
  # shellcheck disable=SC2046
  swift symbolgraph-extract -module-name "$library" -target "$triple" -I "$binaries/Modules" \
    -Xcc -fmodule-map-file=Sources/CBLAS/module.modulemap \
    -Xcc -fmodule-map-file=Sources/CZlib/module.modulemap \
    -Xcc -fmodule-map-file="$binaries/CKernels.build/module.modulemap" \
    -Xcc -fmodule-map-file="$binaries/CPlatform.build/module.modulemap" \
    $(pkg-config --cflags-only-I openblas lapacke zlib) \
    -module-cache-path "$binaries/ModuleCache" -minimum-access-level public \
    -skip-synthesized-members -emit-extension-block-symbols -output-dir "$symbols"
  [ -d "$catalog" ] || catalog=
  # shellcheck disable=SC2086
  docc convert ${catalog:+"$catalog"} --additional-symbol-graph-dir "$symbols" \
    --fallback-display-name "$library" --fallback-bundle-identifier "fa-toolkit.$library" \
    --fallback-default-module-kind Library \
    --enable-experimental-external-link-support $dependencies \
    --warnings-as-errors --output-path "$archive"
  archives="$archives $archive"
  dependencies="$dependencies --dependency $archive"
done

# shellcheck disable=SC2086
docc merge $archives --synthesized-landing-page-name fa-toolkit --output-path "$output"
echo "Documentation: $output (python3 -m http.server --directory $output)"
