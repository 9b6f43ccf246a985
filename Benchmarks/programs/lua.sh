#!/usr/bin/env bash
# Lua 5.4, an interpreter in C: function pointers to library functions, readers, the allocator.
# shellcheck source-path=SCRIPTDIR disable=SC2034,SC2054
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

begin lua "Optimizes Debian's Lua 5.4 with a profile of its own, and times it." "$@"
fetch lua5.4

. "$here/lua/sources.sh"

compile=(clang "${lua_flags[@]}" -- "${lua_files[@]}" "$source/src/lua.c")
link=(clang -lm -Wl,-E)
cp "$here"/lua/*.lua .
train=(train.lua 4)
test=(test.lua 15)
workflow
