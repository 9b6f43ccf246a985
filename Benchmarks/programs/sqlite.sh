#!/usr/bin/env bash
# SQLite and its own speed test: function pointers to methods of files, caches and functions.
# shellcheck source-path=SCRIPTDIR disable=SC2034,SC2054
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

begin sqlite "$@"
# The package sqlite3 makes SQLite's one-file form with tclsh while it is built; the one of Perl's
# driver ships it. The speed test is from the former.
given=$source
mkdir -p test amalgamation
source=''
(cd test && fetch sqlite3) || exit
(cd amalgamation && source=$given && fetch libdbd-sqlite3-perl && echo "$source" >directory) || exit
speedtest=$(<test/fetched)/test/speedtest1.c
source=$(<amalgamation/directory)
flags=("-I$source" -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_THREADSAFE=0)
files=("$source/sqlite3.c" "$speedtest")
link=(-lm)
recipe
