/// The rows of a matrix, dealt out to processes in order, as evenly as can be.
struct Partition {
  let rows: Int
  let count: Int

  /// The rows of a process.
  subscript(rank: Int) -> Range<Int> { start(of: rank)..<start(of: rank + 1) }

  // The first processes have one row more; no product that could overflow.
  private func start(of rank: Int) -> Int { rows / count * rank + min(rank, rows % count) }
}
