internal import Synchronization

/// Memory that the products of a sparse matrix copy panels of vectors to, kept from one to the next.
///
/// Each of several products at the same time takes a panel of its own. All of it is freed with the
/// last copy of the matrix.
@safe
final class PanelStorage<Scalar: BLASScalar>: Sendable {
  /// The vectors of a panel: as many as make its rows one line of the cache each.
  static var width: Int { 64 / MemoryLayout<Scalar>.size }

  /// The bytes of one panel.
  private let byteCount: Int
  private let idle = Mutex<[UInt]>([])

  /// Storage for panels of so many rows; none is allocated yet.
  init(rows: Int) { byteCount = max(1, rows) * Self.width * MemoryLayout<Scalar>.stride }

  deinit {
    idle.withLock { panels in
      for panel in panels { unsafe UnsafeMutableRawPointer(bitPattern: panel)?.deallocate() }
    }
  }

  /// Calls `body` with a panel that begins with a line of the cache; what it holds is undefined.
  func withPanel(_ body: (UnsafeMutablePointer<Scalar>) -> Void) {
    let known = idle.withLock { $0.popLast() }
    let panel =
      unsafe known.flatMap { unsafe UnsafeMutableRawPointer(bitPattern: $0) }
      ?? .allocate(byteCount: byteCount, alignment: 64)
    unsafe body(
      panel.bindMemory(to: Scalar.self, capacity: byteCount / MemoryLayout<Scalar>.stride))
    idle.withLock { $0.append(UInt(bitPattern: panel)) }
  }
}
