#!/usr/bin/env bash
# The first look at elfgate, on real input: builds it, fetches what an installation of five Debian packages brings in - for amd64
# and for arm64 - and checks both, twice: reading every package, then from the facts store.
#
# The packages come through a private apt state below out/demo: nothing is installed from them, the system's dpkg knows nothing of
# them, and the machine needs no foreign architecture.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(curl nginx postgresql python3 git)
arches=(amd64 arm64)
suite=bookworm
out=$PWD/out/demo

say() { printf '\n== %s\n' "$*"; }

# The Debian mirror that this machine uses already, so that a local mirror or cache is honoured.
mirror() {
  local found
  found=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | sed 's/#.*//' |
    grep -oE 'https?://[^][[:space:]]*/debian/?([[:space:]]|$)' | head -n 1 | tr -d '[:space:]' || true)
  if [[ -z $found ]]; then
    echo "demo.sh: no Debian mirror in /etc/apt/sources.list; add the line of one" >&2
    return 1
  fi
  echo "$found"
}

# Writes the configuration of a private apt for architecture $1 into folder $2. Network settings of the machine are kept.
private_apt() {
  local arch=$1 state=$2
  mkdir -p "$state"/{lists,cache/archives/partial,etc}
  : >"$state/status"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(mirror) $suite main" >"$state/sources.list"
  {
    apt-config dump | grep -E '^Acquire::(http|https|Retries|ForceIPv[46]|Check-)' || true
    cat <<TEXT
APT::Architecture "$arch";
APT::Architectures { "$arch"; };
APT::Install-Recommends "false";
APT::Sandbox::User "";
Acquire::Languages "none";
Acquire::GzipIndexes "true";
Dir::State "$state";
Dir::State::status "$state/status";
Dir::State::lists "$state/lists";
Dir::Cache "$state/cache";
Dir::Etc::main "$state/etc/none";
Dir::Etc::parts "$state/etc";
Dir::Etc::preferences "$state/etc/none";
Dir::Etc::preferencesparts "$state/etc";
Dir::Etc::sourcelist "$state/sources.list";
Dir::Etc::sourceparts "$state/etc";
TEXT
  } >"$state/apt.conf"
}

# Fills $out/debs/$1 with the closure of the packages for that architecture. What is complete is not fetched again.
fetch() {
  local arch=$1 state=$out/apt/$1 target=$out/debs/$1
  if [[ -f $target/.complete && $(<"$target/.complete") == "${packages[*]}" ]]; then
    echo "$arch: already there"
    return
  fi
  private_apt "$arch" "$state"
  export APT_CONFIG=$state/apt.conf
  apt-get update -q=2
  apt-get install -q=2 -y --download-only "${packages[@]}" >/dev/null
  unset APT_CONFIG
  rm -rf "$target"
  mkdir -p "$target"
  mv "$state"/cache/archives/*.deb "$target"
  echo "${packages[*]}" >"$target/.complete"
  echo "$arch: $(find "$target" -name '*.deb' | wc -l) packages, $(du -sh "$target" | cut -f1)"
}

# Runs the check, shows its result and how long it took. Findings (1) and unreadable packages (3) are results, not failures.
check() {
  local began=$EPOCHREALTIME
  status=0
  build/release/bin/elfgate check --facts "$out/facts.sqlite" "$out/debs" >"$out/$1.txt" || status=$?
  seconds=$(awk -v a="$began" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.2f", b - a }')
  if ((status != 0 && status != 1 && status != 3)); then exit "$status"; fi
}

say "Installing what the build needs (tools/setup.sh)"
tools/setup.sh --demo

say "Building elfgate"
cmake --preset release --log-level=WARNING
cmake --build --preset release --target elfgate_command

say "Fetching ${packages[*]} and all they depend on, for ${arches[*]}"
for arch in "${arches[@]}"; do fetch "$arch"; done

say "elfgate check out/demo/debs (every package is read)"
rm -f "$out"/facts.sqlite*
check first
first=$seconds
cat "$out/first.txt"
echo "Exit status $status, after $first s."

say "The same again (every package is known from the facts store)"
check second
if ! diff <(grep -v 'read' "$out/first.txt") <(grep -v 'read' "$out/second.txt") >/dev/null; then
  echo "demo.sh: the two results differ: $out/first.txt $out/second.txt" >&2
  exit 1
fi
echo "The same findings in $seconds s instead of $first s."

say "Try next"
cat <<'TEXT'
  build/release/bin/elfgate check --help
  build/release/bin/elfgate check --verbose --package git out/demo/debs    why, and where it was searched
  build/release/bin/elfgate check --arch aarch64 --format json out/demo/debs
  tools/test.sh                                                            all tests
TEXT
