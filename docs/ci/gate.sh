#!/bin/sh
# Judges new packages against a published repository. Needs elfgate on the PATH.
#   BASE=https://packages.example.org/os PACKAGES=packages sh gate.sh
# Exit status: 0 nothing is newly broken, 1 something is, 2 it could not be found out, 3 not everything could be read.
set -eu

: "${BASE:?say where the published repository is: a URL or a folder}"
: "${PACKAGES:=packages}" # the folder of the new packages
: "${REPORTS:=reports}"   # where the reports go
: "${XDG_CACHE_HOME:=$HOME/.cache}"
export XDG_CACHE_HOME # keep $XDG_CACHE_HOME/elfgate between runs: only new packages are fetched

mkdir -p "$REPORTS"
status=0
elfgate gate --base "$BASE" --overlay "$PACKAGES" --report "markdown=$REPORTS/linkage.md" --report "junit=$REPORTS/linkage.xml" \
  --report "sarif=$REPORTS/linkage.sarif" --report "json=$REPORTS/linkage.json" || status=$?

case $status in
  0) echo "linkage: nothing is newly broken" ;;
  1) echo "linkage: newly broken; read $REPORTS/linkage.md" >&2 ;;
  3) echo "linkage: incomplete; $REPORTS/linkage.md names what could not be read" >&2 ;;
  *) echo "linkage: could not be judged; the message is above" >&2 ;;
esac
exit $status
