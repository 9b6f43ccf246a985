#!/usr/bin/env bash
# LevelDB and its db_bench: iterators, comparators and files behind virtual functions, whose targets
# are in other files than the calls.
# shellcheck source-path=SCRIPTDIR disable=SC2034,SC2054
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

begin leveldb "$@"
fetch leveldb
files=("$source/benchmarks/db_bench.cc" "$source/util/testutil.cc")
for file in "$source"/{db,table,util,helpers/memenv}/*.cc; do
  case $file in
    *_test.cc | */testutil.cc | *_windows.cc | */leveldbutil.cc | */dumpfile.cc | */c.cc) ;;
    *) files+=("$file") ;;
  esac
done
# What its CMakeLists.txt finds out; port_config.h has nothing else. db_bench includes a header of
# the tests, and uses nothing of it that needs googletest.
mkdir -p include/{port,gmock,gtest}
echo '#pragma once' >include/port/port_config.h
echo '#define MATCHER(name, text) template <class T> bool name##Matcher(const T &arg)' \
  >include/gmock/gmock.h
cat >include/gtest/gtest.h <<'END'
namespace testing {
struct UnitTest {
  static UnitTest *GetInstance();
  int random_seed() const;
};
} // namespace testing
END
flags=(-std=c++17 -fno-rtti -DNDEBUG -DLEVELDB_PLATFORM_POSIX=1 -DHAVE_FDATASYNC=1
  -DHAVE_FULLFSYNC=0 -DHAVE_O_CLOEXEC=1 -DHAVE_CRC32C=0 -DHAVE_SNAPPY=0 "-I$PWD/include"
  "-I$source" "-I$source/include")
link=(-pthread)
recipe
