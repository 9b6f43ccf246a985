#!/usr/bin/env bash
# Lua 5.4, an interpreter in C: function pointers to library functions, readers, the allocator.
# shellcheck source-path=SCRIPTDIR disable=SC2034,SC2054
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

begin lua "$@"
fetch lua5.4
. "$here/lua/sources.sh"
flags=("${lua_flags[@]/#-Iinclude/-I$PWD/include}")
files=("${lua_files[@]}" "$source/src/lua.c")
link=(-lm -Wl,-E)
recipe
