#!/usr/bin/env bash
# What `devirt run` costs and gains. Builds the workloads; jit/measure.py runs and judges them.
# shellcheck source-path=SCRIPTDIR disable=SC2034,SC2154
. "$(dirname "${BASH_SOURCE[0]}")/programs/common.sh"

usage() {
  cat <<END
Measures the JIT: 'devirt run' beside lli, native code, and LLVM's ReOptimizeLayer.

usage: jit.sh [options]

  --only NAME      run this part; may be repeated. Parts:
                     hello     from bitcode to exit, beside lli
                     version   'lua -v' from bitcode to the output, beside lli
                     programs  steady state, warm-up and total of long runs, beside native code
                     warm      how soon Lua and SQLite run at full speed with a profile of before
                     pauses    how long a thread stands still when a function becomes hot
                     tiers     never, always or tiered optimization, and ReOptimizeLayer
                     complaints  what measuring, a huge loop and stubs cost, with each of the two
  --programs LIST  in the part 'programs' run only these, separated by commas
  --seconds N      how long a native run is in the part 'programs' (default $seconds)
  -n, --rounds N   rounds of the part 'programs' (default $rounds)
  --threshold N    calls after which a function is hot, for the part 'pauses' (default $threshold)
  --json FILE      write the results and every single time as JSON
  --strict         exit with code 2 if a goal is missed
  --source P=DIR   use this unpacked source of a Debian package, fetch nothing;
                   P is lua5.4, libdbd-sqlite3-perl or leveldb
  --work DIR       build here and keep it (default: a temporary directory, removed at the end)
  --keep           keep the temporary directory
  -h, --help       this text

DEVIRT names the devirt to use; the default is the release build of this repository, else its
debug build. A program that crashes under 'devirt run', or prints something else than its native
build, is a failure: exit code 1.
END
}

program=jit strict=0 work='' keep=0 json='' programs='' seconds=10 rounds=1 threshold=1000
debug='' # what runs is bitcode as it would be shipped
all_parts=(hello version programs warm pauses tiers complaints) parts=()
declare -A unpacked=()

while [ $# -gt 0 ]; do
  case $1 in
    --only | --programs | --seconds | -n | --rounds | --threshold | --json | --source | --work)
      [ $# -ge 2 ] || fail "$1 needs a value" 64
      ;;&
    --only)
      [[ " ${all_parts[*]} " == *" $2 "* ]] || fail "no part '$2' (try --help)" 64
      parts+=("$2")
      shift
      ;;
    --programs) programs=$2; shift ;;
    --seconds) seconds=$2; shift ;;
    -n | --rounds) rounds=$2; shift ;;
    --threshold) threshold=$2; shift ;;
    --json) json=$2; shift ;;
    --source)
      [[ $2 =~ ^(lua5\.4|libdbd-sqlite3-perl|leveldb)=(.+)$ ]] ||
        fail "not a source: '$2' (try --help)" 64
      [ -d "${BASH_REMATCH[2]}" ] || fail "no directory '${BASH_REMATCH[2]}'"
      unpacked[${BASH_REMATCH[1]}]=$(cd "${BASH_REMATCH[2]}" && pwd)
      shift
      ;;
    --work) work=$2 keep=1; shift ;;
    --keep) keep=1 ;;
    --strict) strict=1 ;;
    -h | --help) usage; exit 0 ;;
    *) fail "unknown option '$1' (try --help)" 64 ;;
  esac
  shift
done
for name in seconds rounds threshold; do
  [[ ${!name} =~ ^[1-9][0-9]{0,5}$ ]] || fail "$name must be a number from 1, not '${!name}'" 64
done
[ ${#parts[@]} -gt 0 ] || parts=("${all_parts[@]}")
if [ -n "$json" ]; then
  [ -d "$(dirname "$json")" ] || fail "no directory '$(dirname "$json")'"
  json=$(cd "$(dirname "$json")" && pwd)/$(basename "$json")
fi

# wants NAME... : whether one of these parts is to run.
wants() {
  local part
  for part in "$@"; do
    [[ " ${parts[*]} " != *" $part "* ]] || return 0
  done
  return 1
}

# runs NAME: whether the part 'programs' has this workload.
runs() {
  wants programs && [[ -z $programs || ",$programs," == *",$1,"* ]]
}

find_tools
[ -x "$llvm_bin/lli" ] || fail "no lli in $llvm_bin: see 'devirt doctor'"
python3 -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null ||
  fail "no python3, 3.8 or newer"
enter_work_directory
jit=$benchmarks/jit

# into DIR [PACKAGE]: goes to a directory of the work directory, and fetches a source to it.
into() {
  mkdir -p "$work/$1"
  cd "$work/$1"
  [ $# -eq 2 ] || return 0
  source=${unpacked[$2]:-}
  fetch "$2"
}

# ready FILE... : whether this directory has a build from before that is newer than these files.
ready() {
  local file
  [ -e app.bc ] && [ -e native ] || return 1
  for file in "$@"; do
    [ native -nt "$file" ] || return 1
  done
  echo "built before"
}

# native LINKER FLAGS... : makes `native` of app.bc, the same bitcode that the JITs run.
native() { run "$1" -O2 app.bc "${@:2}" -o native; }

# workload NAME CLOCK ARGUMENTS... : {n} stands for the number of iterations.
workload() {
  local IFS=$'\t'
  echo "$*" >>"$work/workloads"
}

build_hello() {
  say "hello"
  into hello
  ready "$jit/hello.c" && return
  bitcode app.bc clang -- "$jit/hello.c"
  native clang
}

# build_lua DIR DRIVER FLAGS... : Lua with a main of this file, or of its own.
build_lua() {
  local directory=$1 driver=$2
  [ -z "${lua_source:-}" ] || unpacked[lua5.4]=$lua_source
  into "$directory" lua5.4
  lua_source=$source
  . "$benchmarks/programs/lua/sources.sh"
  [ -n "$driver" ] || driver=$source/src/lua.c
  ready "$driver" "$jit/iterations.h" && return
  bitcode app.bc clang "${lua_flags[@]}" "-I$source/src" "-I$jit" "${@:3}" -- \
    "${lua_files[@]}" "$driver"
  native clang -lm -Wl,-E
}

build_sqlite() {
  # Debian's sqlite3 makes the one-file form with tclsh while it is built; this package ships it.
  into sqlite libdbd-sqlite3-perl
  ready "$jit"/{sqlite_driver.c,iterations.h} && return
  bitcode app.bc clang "-I$source" "-I$jit" -DSQLITE_OMIT_LOAD_EXTENSION -- "$source/sqlite3.c" \
    "$jit/sqlite_driver.c"
  native clang -lm
}

build_leveldb() {
  local files=() file
  into leveldb leveldb
  ready "$jit"/{leveldb_driver.cc,iterations.h} && return
  for file in "$source"/{db,table,util,helpers/memenv}/*.cc; do
    case $file in
      *_test.cc | */testutil.cc | *_windows.cc | */leveldbutil.cc | */dumpfile.cc | */c.cc) ;;
      *) files+=("$file") ;;
    esac
  done
  # What its CMakeLists.txt finds out; port_config.h has nothing else.
  mkdir -p include/port
  echo '#pragma once' >include/port/port_config.h
  bitcode app.bc clang++ -std=c++17 -fno-rtti -DNDEBUG -DLEVELDB_PLATFORM_POSIX=1 \
    -DHAVE_FDATASYNC=1 -DHAVE_FULLFSYNC=0 -DHAVE_O_CLOEXEC=1 -DHAVE_CRC32C=0 -DHAVE_SNAPPY=0 \
    -Iinclude "-I$source" "-I$source/include" "-I$jit" -- "${files[@]}" "$jit/leveldb_driver.cc"
  native clang++ -pthread
}

# build_sample NAME LANGUAGE SOURCES FLAGS ARGUMENT: the sample with its main renamed, and called again and
# again. A main may end without a return; -fno-strict-return lets the renamed one do so too.
build_sample() {
  local compiler=clang flags=(-Dmain=sample_main -fno-strict-return -Wno-return-type) sources
  local iterate=$work/samples/$1/iterate.c arguments
  say "sample $1"
  into "samples/$1"
  read -ra sources <<<"$3"
  ready "${sources[@]/#/$root/samples/}" "$jit"/iterat{e.c,ions.h} && return
  cp "$jit"/iterat{e.c,ions.h} .
  if [ "$2" = c++ ]; then
    compiler=clang++ flags+=(-std=c++17)
    mv iterate.c iterate.cpp
    iterate=${iterate%c}cpp
  fi
  if [ "$4" = plugin ]; then
    # What a program opens at run time is native code.
    run clang++ -std=c++17 -O2 -fPIC -shared "$root/samples/${sources[1]}" -o plugin.so
    sources=("${sources[0]}")
  fi
  # The file that calls the renamed main keeps its own.
  bitcode sample.bc "$compiler" "${flags[@]}" -- "${sources[@]/#/$root/samples/}"
  bitcode iterate.bc "$compiler" "${flags[@]:2}" -- "$iterate"
  run llvm-link sample.bc iterate.bc -o app.bc
  native "$compiler" -pthread
  arguments=(3 "$5")
  [ "$4" != plugin ] || arguments+=("$PWD/plugin.so")
  # clang's instrumentation leaves guaranteed tail calls nothing to guarantee.
  [ "$1" != musttail ] || return 0
  link_sample -fprofile-generate train
  LLVM_PROFILE_FILE=train.%p.profraw ./train "${arguments[@]}" >/dev/null || fail "no profile"
  run llvm-profdata merge train.*.profraw -o train.profdata
  link_sample -fprofile-use=train.profdata pgo
  rm -f train train.*.profraw
}

# link_sample FLAG OUTPUT: from the sources, with a flag of clang's PGO. Uses build_sample's variables.
link_sample() {
  local file objects=() output
  for file in "${sources[@]/#/$root/samples/}" "$iterate"; do
    output=objects/$(basename "$file").o
    local own=("${flags[@]}")
    [ "$file" != "$iterate" ] || own=("${flags[@]:2}")
    "$compiler" -O2 "$1" "${own[@]}" -c "$file" -o "$output" || fail "cannot compile ${file##*/}"
    objects+=("$output")
  done
  run "$compiler" -O2 "$1" "${objects[@]}" -pthread -Wl,-E -o "$2"
}

build_samples() {
  local name language sources training test flags phenomenon clock arguments
  while IFS=$'\t' read -r name language sources training test flags phenomenon; do
    [[ $name != '#'* && -n $name ]] || continue
    runs "$name" || { wants tiers && [ "$name" = recursion ]; } || continue
    build_sample "$name" "$language" "$sources" "$flags" "$test"
    runs "$name" || continue
    clock=thread
    [ "$name" != threads ] || clock=wall # the work is on threads of its own
    arguments=('{n}' "$test")
    [ "$flags" != plugin ] || arguments+=("$work/samples/$name/plugin.so")
    workload "samples/$name" "$clock" "${arguments[@]}"
  done <"$root/samples/manifest.txt"
}

build_pauses() {
  say "pauses"
  into pauses
  ready "$jit/pauses.cpp" && return
  bitcode app.bc clang++ -std=c++17 -- "$jit/pauses.cpp"
  native clang++
}

build_calls() {
  say "calls"
  into calls
  ready "$jit"/{calls.c,iterations.h} && return
  bitcode app.bc clang "-I$jit" -- "$jit/calls.c"
  native clang
}

# build_hugeloop: the sample with its own main, which is called once.
build_hugeloop() {
  say "hugeloop"
  into hugeloop
  ready "$root/samples/"{hugeloop.cpp,sample.h} && return
  bitcode app.bc clang++ -std=c++17 -- "$root/samples/hugeloop.cpp"
  native clang++
  run clang++ -std=c++17 -O2 -fprofile-generate "$root/samples/hugeloop.cpp" -o train
  LLVM_PROFILE_FILE=train.profraw ./train 20000 >/dev/null || fail "no profile"
  run llvm-profdata merge train.profraw -o train.profdata
  run clang++ -std=c++17 -O2 -fprofile-use=train.profdata "$root/samples/hugeloop.cpp" -o pgo
}

build_upstream() {
  local prefix=${llvm_bin%/bin} runtime version
  say "ReOptimizeLayer"
  into upstream
  [ upstream -nt "$jit/upstream.cpp" ] && return
  version=$("$llvm_bin/llvm-config" --version) || fail "no llvm-config in $llvm_bin"
  runtime=$(clang -print-resource-dir)/lib/linux/liborc_rt-$(uname -m).a
  [ -e "$runtime" ] || fail "no ORC runtime $runtime: see 'devirt doctor'"
  run clang++ -std=c++17 -O2 -fno-rtti -isystem "$prefix/include" "-DORC_RUNTIME=\"$runtime\"" \
    "$jit/upstream.cpp" "-L$prefix/lib" "-lLLVM-${version%%.*}" "-Wl,-rpath,$prefix/lib" \
    -Wl,-E -o upstream
}

: >"$work/workloads"
if wants hello; then build_hello; fi
if wants version; then build_lua lua ''; fi
if runs lua || wants tiers warm; then
  build_lua luadriver "$jit/lua_driver.c"
  if runs lua; then workload luadriver thread "$jit/workload.lua" '{n}'; fi
fi
if runs sqlite || wants tiers warm; then
  build_sqlite
  if runs sqlite; then workload sqlite thread '{n}'; fi
fi
if runs leveldb || wants tiers; then
  build_leveldb
  if runs leveldb; then workload leveldb thread '{n}'; fi
fi
build_samples
if wants pauses; then build_pauses; fi
if wants tiers; then
  # ReOptimizeLayer does not survive the computed gotos that Lua uses by default.
  build_lua luaswitch "$jit/lua_driver.c" -DLUA_USE_JUMPTABLE=0
fi
if wants tiers complaints; then build_upstream; fi
if wants complaints; then
  build_calls
  build_hugeloop
fi
if wants programs && [ ! -s "$work/workloads" ]; then fail "no program of '$programs'" 64; fi

cd "$work"
options=(--devirt "$DEVIRT" --llvm-bin "$llvm_bin" --seconds "$seconds" --rounds "$rounds"
  --threshold "$threshold" --lua-workload "$jit/workload.lua" --parts "${parts[*]}")
[ -z "$json" ] || options+=(--json "$json")
[ "$strict" -eq 0 ] || options+=(--strict)
status=0
python3 -B "$jit/measure.py" "${options[@]}" || status=$?
case $status in
  0) ;;
  2) fail "goal missed" 2 ;;
  *) fail "see the tables above" "$status" ;;
esac
