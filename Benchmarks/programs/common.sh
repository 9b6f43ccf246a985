# Takes one real program through the whole workflow of Devirt. Sourced by the scripts beside it;
# the order of calls is in Benchmarks/README.md. Everything happens inside the work directory, so
# that the commands it prints are the ones to type there.
# shellcheck shell=bash disable=SC2154,SC2034
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
benchmarks=$(dirname "$here")
root=$(dirname "$benchmarks")

say() { printf '\n== %s\n' "$*"; }

# fail MESSAGE [CODE]
fail() {
  echo "$program: FAILED: $1" >&2
  explained=1
  exit "${2:-1}"
}

usage() {
  local own_options
  if [ "$fetches" -eq 1 ]; then
    own_options="  --source DIR   use this unpacked source, fetch nothing"
  else
    own_options="  --strict       exit with code 2 if a goal is missed"
  fi
  cat <<END
$summary

usage: $(basename "$0") [options]

  --work DIR     build here and keep it (default: a temporary directory, removed at the end)
  --keep         keep the temporary directory
$own_options
  -n, --rounds N rounds of timing, 0 for none (default $rounds)
  -h, --help     this text

DEVIRT names the devirt to use; the default is the release build of this repository, else its
debug build.
END
}

# begin NAME SUMMARY ARGUMENTS... : reads the options, finds the tools, enters the work directory.
begin() {
  program=$1 summary=$2
  shift 2
  rounds=${rounds:-7} fetches=${fetches:-1} strict=0 source='' work='' keep=0
  while [ $# -gt 0 ]; do
    case $1 in
      --work | --source | -n | --rounds) [ $# -ge 2 ] || fail "$1 needs a value" 64 ;;&
      --work) work=$2 keep=1; shift ;;
      --source) source=$2; shift ;;
      -n | --rounds) rounds=$2; shift ;;
      --keep) keep=1 ;;
      --strict) strict=1 ;;
      -h | --help) usage; exit 0 ;;
      *) fail "unknown option '$1' (try --help)" 64 ;;
    esac
    shift
  done
  [[ $rounds =~ ^[0-9]{1,5}$ ]] || fail "rounds must be a number, not '$rounds'" 64
  if [ -n "$source" ]; then
    [ -d "$source" ] || fail "no directory '$source'"
    source=$(cd "$source" && pwd)
  fi
  find_tools
  enter_work_directory
}

find_tools() {
  if [ -z "${DEVIRT:-}" ]; then
    DEVIRT=$root/.build/release/devirt
    [ -x "$DEVIRT" ] || DEVIRT=$root/.build/debug/devirt
  fi
  DEVIRT=$(command -v "$DEVIRT") || fail "no devirt: run 'swift build', or set DEVIRT"
  DEVIRT=$(cd "$(dirname "$DEVIRT")" && pwd)/$(basename "$DEVIRT")
  local prefix
  prefix=$("$DEVIRT" config --prefix) || fail "'devirt config --prefix' failed"
  llvm_bin=$prefix/bin
  local tool
  for tool in clang clang++ llvm-link llvm-profdata opt; do
    [ -x "$llvm_bin/$tool" ] || fail "no $tool in $llvm_bin: see 'devirt doctor'"
  done
}

enter_work_directory() {
  if [ -n "$work" ]; then
    mkdir -p "$work"
    work=$(cd "$work" && pwd)
  else
    work=$(mktemp -d "${TMPDIR:-/tmp}/devirt-$program.XXXXXX")
  fi
  trap leave EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  cd "$work"
}

leave() {
  local status=$?
  cd / # so that the directory can go
  if [ "$keep" -eq 1 ]; then
    printf '\nkept: %s\n' "$work"
  else
    rm -rf "$work"
  fi
  [ "$status" -eq 0 ] || [ -n "${explained:-}" ] ||
    echo "$program: FAILED with exit code $status" >&2
  exit "$status"
}

# The tools under the names a person types, for `run`.
devirt() {
  local status=0
  "$DEVIRT" "$@" 2>devirt.messages || status=$?
  # What it proposes next is what these scripts do next.
  grep -v '^next: ' devirt.messages >&2 || true
  return "$status"
}
clang() { "$llvm_bin/clang" "$@"; }
clang++() { "$llvm_bin/clang++" "$@"; }
llvm-profdata() { "$llvm_bin/llvm-profdata" "$@"; }
opt() { "$llvm_bin/opt" "$@"; }
llvm-link() { "$llvm_bin/llvm-link" "$@"; }

# Prints a command, and runs it. Messages go to the standard output too: it reads as a session.
run() {
  local shown=${*//$work\//}
  [ ${#shown} -le 200 ] || shown="${shown:0:100} ... ${shown: -40}"
  echo "\$ $shown"
  "$@" 2>&1 || fail "'$1${2:+ $2}' ended with exit code $?"
}

# fetch PACKAGE: unpacks the Debian source of a package, with Debian's patches, and sets `source`.
# The system's APT configuration is read, never changed: deb-src entries are derived from its deb
# entries, and lists and caches are in the current directory. Needs no root.
fetch() {
  say "source of $1"
  if [ -z "$source" ] && [ -e fetched ]; then
    source=$(<fetched)
  fi
  if [ -n "$source" ]; then
    echo "using ${source##*/}"
    return
  fi
  local tool
  for tool in apt-get dpkg-source; do
    command -v "$tool" >/dev/null ||
      fail "no $tool: on Debian install dpkg-dev, elsewhere give an unpacked source with --source"
  done
  rm -rf apt source
  mkdir -p apt/sources apt/lists/partial apt/cache/archives/partial source
  source_entries apt/sources
  local options=(
    -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$PWD/apt/sources"
    -o "Dir::State::lists=$PWD/apt/lists" -o "Dir::Cache=$PWD/apt/cache"
    -o APT::Sandbox::User="$(id -un)" -o Acquire::Retries=3 -o Acquire::Languages=none
  )
  # An entry of a third party may have no sources: what counts is whether the package is found.
  apt-get -q=2 "${options[@]}" update >apt/log 2>&1 || true
  (cd source && apt-get -q=2 "${options[@]}" source "$1") >>apt/log 2>&1 || {
    tail -n 15 apt/log >&2
    fail "cannot fetch the source of $1 (is there a network?)"
  }
  local directories=(source/*/)
  [ -d "${directories[0]}" ] || fail "the source of $1 is not unpacked"
  source=$PWD/${directories[0]%/}
  echo "$source" >fetched
  rm -rf apt
  echo "fetched ${source##*/}"
}

# source_entries DIR: writes the system's package sources as deb-src into a directory.
source_entries() {
  local parts list file name
  list=$(apt_path Dir::Etc::sourcelist) parts=$(apt_path Dir::Etc::sourceparts)
  for file in "$list" "$parts"/*.list "$parts"/*.sources; do
    [ -r "$file" ] || continue
    name=$1/devirt-$(basename "$file")
    case $file in
      *.sources) sed -E 's/^[Tt]ypes:.*/Types: deb-src/' "$file" >"$name" ;;
      *) sed -nE 's/^[[:space:]]*deb(-src)?[[:space:]]/deb-src /p' "$file" | sort -u >"$name" ;;
    esac
  done
}

apt_path() {
  local path
  eval "$(apt-config shell path "$1/f")"
  echo "$path"
}

# bitcode OUTPUT COMPILER FLAGS... -- FILES... : compiles every file, and links them into OUTPUT.
# Debug information names call sites in reports; `debug=''` leaves it out.
debug=-g
bitcode() {
  local output=$1 compiler=$2 flags=() file objects=()
  shift 2
  while [ "$1" != -- ]; do
    flags+=("$1")
    shift
  done
  shift
  echo "\$ $compiler -O2${debug:+ $debug} -emit-llvm -c ... ($# files)"
  mkdir -p objects
  for file in "$@"; do
    local object
    object=objects/$(basename "$file").bc
    "$compiler" -O2 ${debug:+"$debug"} "${flags[@]}" -emit-llvm -c "$file" -o "$object" ||
      fail "cannot compile ${file##*/}"
    objects+=("$object")
  done
  echo "\$ llvm-link objects/*.bc -o $output"
  llvm-link "${objects[@]}" -o "$output" || fail "cannot link $output"
}

# capture NAME COMMAND... : runs a program, its output into NAME.
capture() {
  local output=$1
  shift
  echo "\$ $* > $output"
  "$@" >"$output" </dev/null || fail "'$*' ended with exit code $?"
  [ -s "$output" ] || fail "'$*' printed nothing"
}

# same A B WHAT: fails unless two outputs are equal.
same() {
  if ! cmp -s "$1" "$2"; then
    diff "$1" "$2" | head -n 10 >&2 || true
    fail "$3: output differs from the plain build"
  fi
  echo "$3: same output as the plain build ($(wc -l <"$1") lines)"
}

# workflow: the whole way. Reads the arrays
#   compile  compiler, flags, --, files: what `bitcode` takes
#   link     linker and libraries
#   train    arguments of the training run
#   test     arguments of the run that is compared and timed
workflow() {
  local libraries linker=${link[0]} flags=("${link[@]:1}")
  read -ra libraries <<<"$(devirt config --libs)"

  say "one bitcode file, and a plain build of it"
  bitcode app.bc "${compile[@]}"
  run "$linker" -O2 app.bc "${flags[@]}" -o plain

  say "instrument and train"
  run devirt instrument app.bc -o app.inst.bc --verify
  echo "\$ $linker -O2 app.inst.bc \$(devirt config --libs)${flags[*]:+ ${flags[*]}}" \
    "-o instrumented"
  "$linker" -O2 app.inst.bc "${libraries[@]}" "${flags[@]}" -o instrumented ||
    fail "cannot link the instrumented program"
  rm -f app.devirtraw
  DEVIRT_PROFILE_FILE=app.devirtraw capture train.instrumented ./instrumented "${train[@]}"
  [ -s app.devirtraw ] || fail "the instrumented program wrote no profile"
  capture train.plain ./plain "${train[@]}"
  same train.plain train.instrumented "instrumented program"
  run devirt merge app.devirtraw -o app.devirt

  say "what the profile says"
  run devirt report app.devirt app.bc --top 10

  say "optimize, and compare on other input"
  run devirt optimize app.bc --profile app.devirt -o app.opt.bc --verify
  run opt -passes=verify app.opt.bc -disable-output
  run "$linker" -O2 app.opt.bc "${flags[@]}" -o optimized
  # The same passes without a rewrite: what the second round of -O2 alone is worth.
  run devirt optimize app.bc --profile app.devirt -o app.control.bc --limit 0
  run "$linker" -O2 app.control.bc "${flags[@]}" -o control
  capture test.plain ./plain "${test[@]}"
  capture test.optimized ./optimized "${test[@]}"
  same test.plain test.optimized "optimized program"

  [ "$rounds" -gt 0 ] || return 0
  say "time"
  local arguments
  printf -v arguments ' %q' "${test[@]}"
  "$benchmarks/compare" -n "$rounds" \
    --ratio plain/optimized --ratio control/optimized --ratio instrumented/plain \
    plain="./plain$arguments" \
    instrumented="DEVIRT_PROFILE_FILE=timing.devirtraw ./instrumented$arguments" \
    optimized="./optimized$arguments" \
    control="./control$arguments" || fail "timing"
}
