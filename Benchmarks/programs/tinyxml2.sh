#!/usr/bin/env bash
# tinyxml2, an XML parser in C++: virtual calls in parsing, walking and printing.
# shellcheck source-path=SCRIPTDIR disable=SC2034
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

begin tinyxml2 "Optimizes Debian's tinyxml2 with a profile of its own, and times it." "$@"
fetch tinyxml2
compile=(clang++ -std=c++17 "-I$source" -- "$source/tinyxml2.cpp" "$here/tinyxml2/driver.cpp")
link=(clang++)
train=(catalogue 40)
test=(letters 200)
workflow
