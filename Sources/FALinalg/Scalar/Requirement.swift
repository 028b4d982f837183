/// Stops the program with the message unless the condition holds, optimised or not.
///
/// Swift leaves the message of `precondition` out of optimised programs, where users need it most.
@inlinable @inline(__always)
package func require(
  _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String,
  file: StaticString = #fileID, line: UInt = #line
) {
  if _slowPath(!condition()) { stop(message(), file: file, line: line) }
}

/// Stops the program with the message, optimised or not.
@inline(never)
@usableFromInline
package func stop(
  _ message: String, file: StaticString = #fileID, line: UInt = #line
) -> Never {
  fatalError(message, file: file, line: line)
}
