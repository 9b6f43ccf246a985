internal import CDevirtPass
internal import DevirtProfile
internal import Devirtualization
internal import LLVM

// What `Entry/Plugin.cpp` calls.

@c(DevirtPassKeep)
func keep(
    _ module: UnsafeMutableRawPointer?, _ point: DevirtPassPoint,
    _ options: UnsafePointer<DevirtPassOptions>?
) -> Bool {
    guard let module, let options else { return false }
    PassRun(module, at: point, options: options.pointee).keep()
    return true
}

@c(DevirtPassInstrument)
func instrument(
    _ module: UnsafeMutableRawPointer?, _ point: DevirtPassPoint,
    _ options: UnsafePointer<DevirtPassOptions>?
) -> Bool {
    guard let module, let options else { return false }
    let run = PassRun(module, at: point, options: options.pointee)
    return run.reporting { () throws(PassFailure) in try run.instrument() }
}

@c(DevirtPassOptimize)
func optimize(
    _ module: UnsafeMutableRawPointer?, _ point: DevirtPassPoint,
    _ options: UnsafePointer<DevirtPassOptions>?
) -> Bool {
    guard let module, let options else { return false }
    let run = PassRun(module, at: point, options: options.pointee)
    return run.reporting { () throws(PassFailure) in try run.optimize() }
}
