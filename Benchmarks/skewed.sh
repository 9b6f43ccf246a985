#!/usr/bin/env bash
# The headline: samples/skewed.cpp, three classes behind one virtual call.
# shellcheck source-path=SCRIPTDIR
fetches=0 rounds=9
. "$(dirname "${BASH_SOURCE[0]}")/programs/common.sh"

begin skewed "Times samples/skewed.cpp: plain, recorded, optimized, and with clang's PGO." "$@"

training=1500 work_rounds=60000
flags=(-std=c++17 -O2)

say "build"
cp "$root"/samples/{skewed.cpp,sample.h} .
run clang++ "${flags[@]}" skewed.cpp -o plain
run clang++ "${flags[@]}" -g -emit-llvm -c skewed.cpp -o skewed.bc
run devirt instrument skewed.bc -o skewed.inst.bc
read -ra libraries <<<"$(devirt config --libs)"
echo "\$ clang++ -O2 skewed.inst.bc \$(devirt config --libs) -o instrumented"
clang++ -O2 skewed.inst.bc "${libraries[@]}" -o instrumented ||
  fail "cannot link the instrumented program"

say "train with $training rounds, optimize"
rm -f skewed.devirtraw ./*.profraw
DEVIRT_PROFILE_FILE=skewed.devirtraw capture train.devirt ./instrumented "$training"
[ -s skewed.devirtraw ] || fail "the instrumented program wrote no profile"
run devirt merge skewed.devirtraw -o skewed.devirt
run devirt report skewed.devirt skewed.bc --top 3
run devirt optimize skewed.bc --profile skewed.devirt -o skewed.opt.bc --verify
run clang++ -O2 skewed.opt.bc -o optimized

say "the same training for clang's own PGO"
run clang++ "${flags[@]}" -fprofile-generate skewed.cpp -o pgo-train
LLVM_PROFILE_FILE=skewed.profraw capture train.pgo ./pgo-train "$training"
run llvm-profdata merge skewed.profraw -o skewed.profdata
run clang++ "${flags[@]}" -fprofile-use=skewed.profdata skewed.cpp -o pgo

builds=(plain instrumented optimized pgo-train pgo)
commands=(
  plain="./plain $work_rounds"
  sampled="DEVIRT_MODE=sampled DEVIRT_PROFILE_FILE=t.sampled ./instrumented $work_rounds"
  exact="DEVIRT_MODE=exact DEVIRT_PROFILE_FILE=t.exact ./instrumented $work_rounds"
  optimized="./optimized $work_rounds"
  pgo-generate="LLVM_PROFILE_FILE=t.profraw ./pgo-train $work_rounds"
  PGO="./pgo $work_rounds"
)
if command -v g++ >/dev/null; then
  run g++ "${flags[@]}" skewed.cpp -o gcc
  builds+=(gcc)
  commands+=("g++=./gcc $work_rounds")
fi

say "compare on other input"
for build in "${builds[@]}"; do
  DEVIRT_PROFILE_FILE=t.compare LLVM_PROFILE_FILE=t.profraw \
    capture "test.$build" "./$build" 7000
  same test.plain "test.$build" "$build"
done

[ "$rounds" -gt 0 ] || exit 0
say "time"
options=(-n "$rounds")
[ "$strict" -eq 0 ] || options+=(--strict)
"$benchmarks/compare" "${options[@]}" --ratio 'plain/optimized>=2' --ratio 'PGO/optimized>=1' \
  --ratio 'sampled/plain<=1.15' "${commands[@]}" || fail "goal missed, or no times" $?
