#!/usr/bin/env bash
# Builds the C user with nothing but pkg-config, looks at what the library exports, and at what else was installed.
set -euo pipefail
prefix=$1 libdir=$2 source=$3 work=$4 compiler=$5 flags=$6

mkdir -p "$work"
export PKG_CONFIG_PATH=$prefix/$libdir/pkgconfig
read -ra options <<<"$flags $(pkg-config --cflags --libs elfgate)"
"$compiler" -std=c11 "$source/user.c" -o "$work/user" "${options[@]}"
LD_LIBRARY_PATH=$prefix/$libdir "$work/user" "$source/small.eg"

# The public interface is all that is exported: eg_..., and elfgate:: without a room.
strong=$(nm -D --defined-only -C "$prefix/$libdir/libelfgate.so" | awk '$2 ~ /^[TDBR]$/' | cut -d' ' -f3-)
if foreign=$(grep -vE '^(eg_[a-z_]+$|elfgate::[a-z_]+(\[abi:[a-z0-9]+\])?\()' <<<"$strong"); then
  printf 'exported, and not public:\n%s\n' "$foreign" >&2
  exit 1
fi

for file in bin/elfgate share/man/man1/elfgate.1 share/bash-completion/completions/elfgate share/zsh/site-functions/_elfgate \
  share/fish/vendor_completions.d/elfgate.fish include/elfgate/elfgate.h include/elfgate/elfgate.hpp; do
  if [[ ! -e $prefix/$file ]]; then
    echo "not installed: $file" >&2
    exit 1
  fi
done
"$prefix/bin/elfgate" --version
