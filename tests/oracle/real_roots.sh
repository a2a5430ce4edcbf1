#!/usr/bin/env bash
# Root directories of real packages, for amd64 and for arm64: what installations of a few programs bring in is fetched through a
# private apt state, unpacked, and every ELF file is asked about twice: the real dynamic linker and `elfgate ldd`.
# real_roots.sh ORACLE_ROOT ELFGATE. 77: no root's rights, no apt, no network, or no emulator.
# By hand, for larger roots: ELFGATE_ORACLE_PACKAGES="libreoffice gimp" names other packages, and ELFGATE_ORACLE_ROOTS=DIR keeps the
# roots as DIR/amd64 and DIR/arm64 and takes those that are there already.
set -euo pipefail

oracle=$1
elfgate=$2
read -ra packages <<<"${ELFGATE_ORACLE_PACKAGES:-curl nginx-light python3-minimal git libc-bin}"
suite=bookworm

skip() {
  echo "skipped: $*"
  exit 77
}

((EUID == 0)) || skip "a changed root needs root's rights"
for tool in apt-get dpkg-deb; do command -v $tool >/dev/null || skip "no $tool"; done
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[[ -f $keyring ]] || skip "no $keyring"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
roots=${ELFGATE_ORACLE_ROOTS:-$work}

# The Debian mirror that this machine uses already.
mirror() {
  (cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | sed 's/#.*//' |
    grep -oE 'https?://[^][[:space:]]*/debian/?([[:space:]]|$)' | head -n 1 | tr -d '[:space:]') || true
}
[[ -n $(mirror) ]] || skip "no Debian mirror in /etc/apt"

private_apt() {
  local arch=$1 state=$2
  mkdir -p "$state"/{lists,cache/archives/partial,etc}
  : >"$state/status"
  echo "deb [signed-by=$keyring] $(mirror) $suite main" >"$state/sources.list"
  {
    apt-config dump | grep -E '^Acquire::(http|https|ForceIPv[46]|Check-)' || true
    cat <<TEXT
APT::Architecture "$arch";
APT::Architectures { "$arch"; };
APT::Install-Recommends "false";
APT::Sandbox::User "";
Acquire::Retries "1";
Acquire::http::Timeout "10";
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

# The root directory of architecture $1: merged /usr, as an installation has it, and no maintainer script run.
make_root() {
  local arch=$1 state=$work/apt-$1 root=$roots/$1 dir
  [[ ! -d $root ]] || return 0
  private_apt "$arch" "$state"
  APT_CONFIG=$state/apt.conf apt-get update -q=2 -o APT::Update::Error-Mode=any || skip "apt cannot fetch its indexes"
  APT_CONFIG=$state/apt.conf apt-get install -q=2 -y --download-only "${packages[@]}" >/dev/null || skip "apt cannot fetch packages"
  for dir in bin sbin lib lib64; do
    mkdir -p "$root/usr/$dir"
    ln -s "usr/$dir" "$root/$dir"
  done
  for deb in "$state"/cache/archives/*.deb; do
    dpkg-deb --fsys-tarfile "$deb" | tar -x --keep-directory-symlink -C "$root"
  done
  rm -rf "$state"
}

failed=0
compared=0
for pair in amd64:glibc-x86_64 arm64:glibc-aarch64; do
  arch=${pair%%:*}
  make_root "$arch"
  status=0
  ELFGATE_ORACLE_ARM64=$roots/arm64 "$oracle" --loader "${pair#*:}" --elfgate "$elfgate" "$roots/$arch" || status=$?
  case $status in
    0) compared=1 ;;
    77) ;;
    *) failed=1 ;;
  esac
done
((failed == 0)) || exit 1
((compared == 1)) || skip "no loader could be run"
