#if DEBUG
  private let isDebugBuild = true
#else
  private let isDebugBuild = false
#endif

/// Whether the tests were compiled with optimization. Without it long runs take ten times as long, and
/// fewer of them are made.
public let isOptimized = !isDebugBuild
