#!/usr/bin/env bash
# muParser, a library for formulas. Why this one: each function and each operator of the user's in
# a formula is a call through a stored pointer, in a loop over its code; formulas are evaluated
# millions of times, bodies are tiny, and they are in another file than the call. What a formula
# calls is known when the program runs, and to no compiler before.
# shellcheck source-path=SCRIPTDIR disable=SC2034
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

begin muparser "$@"
fetch muparser
files=("$here/muparser/driver.cpp" "$here/muparser/functions.cpp")
for file in "$source"/src/*.cpp; do
  case $file in
    */muParserDLL.cpp | */muParserTest.cpp) ;;
    *) files+=("$file") ;;
  esac
done
flags=(-std=c++17 -w -DMUPARSER_STATIC "-I$source/include")
recipe
