#!/usr/bin/env bash
# LevelDB through its own CMake build, with two settings of the compiler and no patch: as separate
# files with bodies imported, with -flto, and together with LLVM's counters; beside clang's PGO.
#
# usage: leveldb-cmake.sh --work DIR [--source DIR] [-n ROUNDS]
#   --work DIR     build there
#   --source DIR   an unpacked source of LevelDB; default: Debian's is fetched
#   -n ROUNDS      of timing (default 9); 0: build, and compare what it prints
# shellcheck source-path=SCRIPTDIR disable=SC2154
. "$(dirname "${BASH_SOURCE[0]}")/programs/common.sh"

rounds=9 arguments=()
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) sed -n '5,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    -n) rounds=${2:-} && shift ;;
    *) arguments+=("$1") ;;
  esac
  shift
done
[[ $rounds =~ ^[0-9]{1,3}$ ]] || { echo "leveldb-cmake: -n needs a number" >&2; exit 64; }
program=leveldb-cmake
find_tools
for tool in cmake ninja; do
  command -v "$tool" >/dev/null || fail "no $tool: apt-get install cmake ninja-build"
done
[ -e /usr/include/gmock/gmock.h ] || fail "no gmock: apt-get install libgmock-dev"
begin leveldb-cmake ${arguments[@]+"${arguments[@]}"}
fetch leveldb

# build NAME COMPILER FLAGS... : LevelDB's own build, in the directory NAME.
build() {
  local name=$1 compiler=$2
  shift 2
  echo "\$ CXX=\"${compiler/"$DEVIRT"/devirt}\" cmake ... -DCMAKE_CXX_FLAGS=\"$*\" -B $name"
  rm -rf "$name"
  CXX=$compiler CC=$llvm_bin/clang cmake -G Ninja -S "$source" -B "$name" \
    -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE="-O2 -g -DNDEBUG" \
    -DCMAKE_CXX_FLAGS="$*" -DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=lld -DLEVELDB_BUILD_TESTS=OFF \
    >"$name.log" 2>&1 || { tail -n 15 "$name.log" >&2; fail "cannot configure $name"; }
  cmake --build "$name" --target db_bench >>"$name.log" 2>&1 ||
    { tail -n 15 "$name.log" >&2; fail "cannot build $name"; }
}

records=1000000
reads=--benchmarks=readseq,readrandom,seekrandom
# read_with NAME COUNT: the reading benchmarks.
read_with() {
  "./$1/db_bench" --db=db --use_existing_db=1 --num="$records" --reads="$2" "$reads" 2>/dev/null
}

# found NAME: what NAME's db_bench finds, without the times and their widths, in the file
# found.NAME.
found() {
  read_with "$1" 100000 | sed -E 's/[0-9.]+ micros\/op;?( +[0-9.]+ MB\/s)?;?//; s/ +/ /g' |
    grep -E '^(read|seek)' >"found.$1" || fail "$1"
}

# with NAME FLAGS... : instruments, trains, optimizes, compares.
with() {
  local name=$1 profiled=()
  shift
  say "$name: instrument and train"
  build "$name.inst" "$DEVIRT c++ --devirt-generate" "$@"
  rm -f "$name.devirtraw" "$name.profraw"
  echo "\$ db_bench ... $reads"
  DEVIRT_PROFILE_FILE=$name.devirtraw LLVM_PROFILE_FILE=$name.profraw \
    read_with "$name.inst" 200000 >training || fail "training"
  # With -flto bodies need no import; the program keeps none.
  [[ " $* " == *" -flto "* ]] || profiled=("$name.inst/db_bench")
  [ ! -e "$name.profraw" ] || profiled+=("$name.profraw")
  run devirt merge "$name.devirtraw" ${profiled[@]+"${profiled[@]}"} -o "$name.devirt"
  say "$name: optimize, and compare"
  # The remarks tell what is done at each call.
  build "$name" "$DEVIRT c++ --devirt-use=$work/$name.devirt" "$@" \
    -Rpass=devirt -Rpass-missed=devirt
  found "$name"
  cmp found.plain "found.$name" || fail "$name finds something else than the plain program" 2
  echo "finds what the plain program finds"
}

say "a plain build, and a database"
build plain "$llvm_bin/clang++"
rm -rf db
run ./plain/db_bench --db=db --num="$records" --benchmarks=fillseq,fillrandom,compact >filling
found plain

with files
with lto -flto
with full --devirt-full
say "what is done at the hottest calls"
grep -h 'calls: .*promoted' files.log | sed "s,$source/,,; s,$source/,,g; s/: remark: /: /" |
  sort -t: -k4,4nr -k1,1 -u | head -n 20

say "clang's PGO"
build pgo.inst "$llvm_bin/clang++" -fprofile-generate
LLVM_PROFILE_FILE=pgo.profraw read_with pgo.inst 200000 >training || fail "training"
run llvm-profdata merge pgo.profraw -o pgo.profdata
build pgo "$llvm_bin/clang++" "-fprofile-use=$work/pgo.profdata"

[ "$rounds" -gt 0 ] || exit 0
say "time of $reads"
bench="db_bench --db=db --use_existing_db=1 --num=$records --reads=500000 $reads"
"$benchmarks/compare" -n "$rounds" \
  --ratio 'plain/files>=1.08' --ratio 'plain/lto>=1.08' --ratio plain/pgo --ratio plain/full \
  --ratio 'pgo/full>=1' \
  plain="plain/$bench" files="files/$bench" lto="lto/$bench" full="full/$bench" \
  pgo="pgo/$bench" || fail "timing"
