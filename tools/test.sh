#!/usr/bin/env bash
# Installs what is missing, builds everything and runs every test. The last lines are ctest's own summary.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'TEXT'
Usage: tools/test.sh [--preset dev|release|asan|tsan] [--no-setup] [-- CTEST-OPTION...]

  tools/test.sh                    debug build, all tests
  tools/test.sh --preset asan      the same under AddressSanitizer and UndefinedBehaviorSanitizer
  tools/test.sh -- -R TarReader    only tests whose name matches
TEXT
}

preset=dev
setup=yes
while (($# > 0)); do
  case $1 in
    --preset)
      if (($# < 2)); then usage >&2; exit 2; fi
      preset=$2
      shift
      ;;
    --preset=*) preset=${1#*=} ;;
    --no-setup) setup=no ;;
    -h | --help) usage; exit 0 ;;
    --) shift; break ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done
case $preset in
  dev | release | asan | tsan) ;;
  *) echo "test.sh: no tests in preset '$preset'" >&2; usage >&2; exit 2 ;;
esac

if [[ $setup == yes ]]; then tools/setup.sh --test; fi
cmake --preset "$preset" --log-level=WARNING
cmake --build --preset "$preset"
ctest --preset "$preset" --parallel "$(nproc)" "$@"
