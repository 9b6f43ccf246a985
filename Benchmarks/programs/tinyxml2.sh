#!/usr/bin/env bash
# tinyxml2, an XML parser in C++: virtual calls in parsing, walking and printing.
# shellcheck source-path=SCRIPTDIR disable=SC2034
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

begin tinyxml2 "$@"
fetch tinyxml2
flags=(-std=c++17 "-I$source")
files=("$source/tinyxml2.cpp" "$here/tinyxml2/driver.cpp")
recipe
