internal import AllocationCounting

/// Whether ``allocations(_:)`` and ``peakBytes(_:)`` count: on Linux with glibc, and not under a sanitizer.
public var countsAllocations: Bool { allocation_counting_is_available() }

/// How many times `body` allocates memory on the calling thread, in C and Fortran code too.
///
/// Run `body` once beforehand: the first use of a generic type allocates what the Swift runtime
/// remembers of it. What other threads do does not count, so that tests may run side by side.
///
/// ```swift
/// @Test(.enabled(if: countsAllocations)) func product() {
///   ...
///   multiply(a, b, into: &c)
///   #expect(allocations { multiply(a, b, into: &c) } == 0)
/// }
/// ```
public func allocations<Failure: Error>(
  _ body: () throws(Failure) -> Void
) throws(Failure) -> Int {
  let before = allocation_count()
  try body()
  return allocation_count() - before
}

/// How many bytes more than at its start `body` holds at some time, in memory of the calling thread.
///
/// What it frees counts on the thread that frees it: with work on other threads the number says
/// little. Like ``allocations(_:)``, run `body` once beforehand.
public func peakBytes<Failure: Error>(_ body: () throws(Failure) -> Void) throws(Failure) -> Int {
  forget_peak_byte_count()
  let before = live_byte_count()
  try body()
  return peak_byte_count() - before
}
