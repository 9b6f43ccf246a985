#!/usr/bin/env bash
# Xerces-C, a validating XML parser: readers, scanners, handlers and DOM nodes behind virtual
# functions, in three hundred files.
# shellcheck source-path=SCRIPTDIR disable=SC2034,SC2054
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

begin xerces "$@"
fetch xerces-c
mkdir -p build
if [ ! -e build/config.h ]; then
  (cd build && "$source/configure" --disable-network --enable-transcoder-gnuiconv \
    --enable-msgloader-inmemory --disable-static) >configure.log 2>&1 ||
    fail "configure failed, see $PWD/configure.log"
fi
files=("$here/xerces/driver.cpp")
while IFS= read -r file; do
  case $file in
    */NetAccessors/* | */Transcoders/* | */MsgLoaders/* | *Windows* | */NoThreadMutexMgr.cpp) ;;
    */PosixMutexMgr.cpp) ;;
    *) files+=("$file") ;;
  esac
done < <(find "$source/src" "$source/src/xercesc/util/Transcoders/IconvGNU" -name '*.cpp' | sort -u)
files+=("$source/src/xercesc/util/Transcoders/IconvGNU/IconvGNUTransService.cpp"
  "$source/src/xercesc/util/MsgLoaders/InMemory/InMemMsgLoader.cpp")
flags=(-std=c++17 -w -DHAVE_CONFIG_H "-I$PWD/build" "-I$PWD/build/src" "-I$source/src")
link=(-pthread)
recipe
