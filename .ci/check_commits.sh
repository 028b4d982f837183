#!/bin/sh
# Checks the subjects of the commits since the rule for them: at most 72 characters, and no full stop.
# That they are in the imperative and that the body says why is a matter of review.
set -eu

# The last commit before the rule. A recorded commit serves every clone, whatever branches it has.
base=1e97ecd5cadb9bf276230967e1345102965455d2

if ! git rev-parse --git-dir >/dev/null 2>&1; then
  echo "There is no history here to check."
  exit 0
fi
if ! git cat-file -e "$base^{commit}" 2>/dev/null; then
  echo "The history does not reach back to $base: fetch all of it (git fetch --unshallow)." >&2
  exit 1
fi
wrong=$(git log --no-merges --format='%h %s' "$base..HEAD" |
  awk '{ subject = substr($0, index($0, " ") + 1) } length(subject) > 72 || subject ~ /\.$/')
if [ -n "$wrong" ]; then
  printf 'Subjects of more than 72 characters, or with a full stop:\n%s\n' "$wrong" >&2
  exit 1
fi
