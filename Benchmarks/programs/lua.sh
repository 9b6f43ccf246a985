#!/usr/bin/env bash
# Lua 5.4, an interpreter in C: function pointers to library functions, readers, the allocator.
# shellcheck source-path=SCRIPTDIR disable=SC2034,SC2054
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

begin lua "Optimizes Debian's Lua 5.4 with a profile of its own, and times it." "$@"
fetch lua5.4

files=()
for file in "$source"/src/*.c; do
  case $file in
    */luac.c) ;; # the bytecode compiler has a main of its own
    *) files+=("$file") ;;
  esac
done

# Debian generates this header, for the paths of C modules; there are none here.
mkdir -p include
echo '#define DEB_HOST_MULTIARCH "none"' >include/lua5.4-deb-multiarch.h

# A fixed seed for the hashes of strings: every run does the same work, in the same order.
compile=(clang -std=gnu99 -Iinclude -DLUA_COMPAT_5_3 -DLUA_USE_POSIX
  '-Dluai_makeseed(state)=42u' -- "${files[@]}")
link=(clang -lm -Wl,-E)
cp "$here"/lua/*.lua .
train=(train.lua 4)
test=(test.lua 15)
workflow
