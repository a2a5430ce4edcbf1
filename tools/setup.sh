#!/usr/bin/env bash
# Installs what elfgate needs from Debian packages: only what is missing, so that it costs a second when nothing is.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: tools/setup.sh [--test] [--demo]

Installs with apt-get what building elfgate needs. Needs Debian 12 (or newer) and root, or sudo.
  --test   also what the tests need: other C libraries and an emulator, to ask the real dynamic linkers
  --demo   also what tools/demo.sh needs
TEXT
}

build_packages=(
  g++ cmake ninja-build ccache pkg-config
  libelf-dev liblief-dev libtbb-dev libcli11-dev nlohmann-json3-dev libsqlite3-dev
  flatbuffers-compiler libflatbuffers-dev libisal-dev liblzma-dev libzstd-dev zlib1g-dev libssl-dev
  libcurl4-openssl-dev libyaml-cpp-dev libpugixml-dev libexpected-dev liburing-dev libmimalloc-dev
  libgtest-dev libgmock-dev libbenchmark-dev
)
test_packages=(musl qemu-user-static musl:arm64 libc6:arm64 nginx-light python3)
demo_packages=(ca-certificates debian-archive-keyring)

wanted=("${build_packages[@]}")
foreign=()
for option in "$@"; do
  case $option in
    --test)
      wanted+=("${test_packages[@]}")
      foreign=(arm64)
      ;;
    --demo) wanted+=("${demo_packages[@]}") ;;
    -h | --help)
      usage
      exit 0
      ;;
    *)
      usage >&2
      exit 2
      ;;
  esac
done

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  echo "setup.sh: no apt-get here. On another system install the equivalents of: ${wanted[*]}" >&2
  exit 2
fi

native=$(dpkg --print-architecture)

# An arm64 machine has its own musl:arm64 already; the other way round needs the foreign architecture.
is_installed() {
  local name=${1%%:*} arch=$native
  [[ $1 == *:* ]] && arch=${1##*:}
  local status
  status=$(dpkg-query -W -f '${Architecture} ${db:Status-Status}\n' "$name:$arch" "$name" 2>/dev/null || true)
  grep -qE "^($arch|all) installed$" <<<"$status"
}

missing=()
for package in "${wanted[@]}"; do
  is_installed "$package" || missing+=("$package")
done
if ((${#missing[@]} == 0)); then
  echo "setup: everything is installed"
  exit 0
fi

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "setup.sh: needs root. Run as root: apt-get install ${missing[*]}" >&2
    exit 2
  fi
}

install_missing() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
}

fresh_lists=no
for arch in "${foreign[@]}"; do
  if [[ $arch != "$native" ]] && ! dpkg --print-foreign-architectures | grep -qx "$arch"; then
    as_root dpkg --add-architecture "$arch"
    as_root apt-get update -q
    fresh_lists=yes
  fi
done

echo "setup: installing ${missing[*]}"
if [[ $fresh_lists == no ]] && ! apt-get install -s -q --no-install-recommends "${missing[@]}" >/dev/null 2>&1; then
  as_root apt-get update -q # the package lists are absent or old
  fresh_lists=yes
fi
if ! install_missing; then
  [[ $fresh_lists == no ]] || exit 1
  as_root apt-get update -q # a package was replaced since the lists were read
  install_missing
fi
