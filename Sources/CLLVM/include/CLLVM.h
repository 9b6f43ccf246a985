// LLVM's C API and our additions to it, as one C module.
//
// Headers here include no C++. Each shim header has one .cpp beside this folder.
#ifndef CLLVM_H
#define CLLVM_H

#include <llvm/Config/llvm-config.h>
#if LLVM_VERSION_MAJOR != 22
#error "Devirt needs LLVM 22: install llvm-22-dev, or set LLVM_PREFIX to an LLVM 22 installation."
#endif

#include <llvm-c/Analysis.h>
#include <llvm-c/BitWriter.h>
#include <llvm-c/Comdat.h>
#include <llvm-c/Core.h>
#include <llvm-c/DebugInfo.h>
#include <llvm-c/Error.h>
#include <llvm-c/ErrorHandling.h>
#include <llvm-c/IRReader.h>
#include <llvm-c/Linker.h>
#include <llvm-c/Target.h>
#include <llvm-c/TargetMachine.h>
#include <llvm-c/Transforms/PassBuilder.h>

#include "shims/BodyImport.h"
#include "shims/CallBinding.h"
#include "shims/CallPromotion.h"
#include "shims/CallSites.h"
#include "shims/CodeEscape.h"
#include "shims/CrashReports.h"
#include "shims/Demangling.h"
#include "shims/Digests.h"
#include "shims/ForkGate.h"
#include "shims/HostTuning.h"
#include "shims/IndexedProfiles.h"
#include "shims/Identity.h"
#include "shims/Inlining.h"
#include "shims/JitUnits.h"
#include "shims/LoopChecks.h"
#include "shims/LoopEntries.h"
#include "shims/ModuleEditing.h"
#include "shims/NativeNames.h"
#include "shims/OrcObservers.h"
#include "shims/OrcLinkedStubs.h"
#include "shims/OrcRemoval.h"
#include "shims/OrcSession.h"
#include "shims/OrcStubs.h"
#include "shims/PGOLayout.h"
#include "shims/Parsing.h"
#include "shims/Pipelines.h"
#include "shims/StackScan.h"
#include "shims/SwiftCalls.h"
#include "shims/SwiftImages.h"
#include "shims/SwiftRetains.h"
#include "shims/Targets.h"

#endif
