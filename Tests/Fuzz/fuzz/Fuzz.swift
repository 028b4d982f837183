import Foundation

// The entries that libFuzzer calls (https://llvm.org/docs/LibFuzzer.html): it brings its own `main`. The format is that
// of the environment variable FA_FUZZ_FORMAT.

/// Feeds the bytes of one execution.
@_cdecl("LLVMFuzzerTestOneInput")
public func runOne(_ bytes: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  FuzzTarget.chosen.run(Array(UnsafeBufferPointer(start: bytes, count: size)))
  return 0
}

/// Writes a checkpoint that fits and ends, where FA_FUZZ_SEED names a file for one.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(_: OpaquePointer?, _: OpaquePointer?) -> CInt {
  if let path = ProcessInfo.processInfo.environment["FA_FUZZ_SEED"] {
    FuzzTarget.writeCheckpoint(to: path)
    exit(0)
  }
  return 0
}
