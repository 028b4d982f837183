/// What went wrong on another process.
public struct DistributedError: Error, Hashable, CustomStringConvertible, Sendable {
  /// The process.
  public let rank: Int
  /// What it said.
  public let reason: String

  /// The reason and where it comes from.
  public var description: String { "process \(rank): \(reason)" }
}
