# How Debian's Lua is compiled: sets `lua_files`, all but the programs lua.c and luac.c, and
# `lua_flags` for the directory `source`. Writes a header into the current directory.
# shellcheck shell=bash disable=SC2034,SC2054,SC2154
lua_files=()
for file in "$source"/src/*.c; do
  case $file in
    */lua.c | */luac.c) ;; # they have a main of their own
    *) lua_files+=("$file") ;;
  esac
done

# Debian generates this header, for the paths of C modules; there are none here.
mkdir -p include
echo '#define DEB_HOST_MULTIARCH "none"' >include/lua5.4-deb-multiarch.h

# A fixed seed for the hashes of strings: every run does the same work, in the same order.
lua_flags=(-std=gnu99 -Iinclude -DLUA_COMPAT_5_3 -DLUA_USE_POSIX '-Dluai_makeseed(state)=42u')
