internal import AllocationCounting

/// Whether ``allocations(_:)`` counts: on Linux with glibc, and not under a sanitizer.
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
