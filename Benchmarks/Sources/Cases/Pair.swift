import FALinalg

/// The same work on the same data, done by FALinalg and by the C routines beneath it.
public struct Pair: Sendable {
  /// The operation, the shape and the scalar, as in `cholesky/512/Double`.
  public let name: String
  /// What the C side calls.
  public let call: String
  /// Makes the data.
  public let prepare: @Sendable () throws -> Prepared

  init<Scalar>(
    _ operation: String, _ shape: String, _: Scalar.Type, call: String,
    prepare: @escaping @Sendable () throws -> Prepared
  ) {
    name = "\(operation)/\(shape)/\(Scalar.self)"
    self.call = call
    self.prepare = prepare
  }
}

/// A pair with its data. Each side does its work the given number of times.
public struct Prepared {
  /// FALinalg's side.
  public let ours: (Int) -> Void
  /// The C side.
  public let raw: (Int) -> Void
  /// What the C side does only because LAPACK overwrites its input: the copy of it. It is part of
  /// `raw`.
  public let copy: ((Int) -> Void)?
  /// How far the results of the two sides lie apart, relative to their size. Both have run.
  public let difference: () -> Double

  init(
    ours: @escaping (Int) -> Void, raw: @escaping (Int) -> Void, copy: ((Int) -> Void)? = nil,
    difference: @escaping () -> Double
  ) {
    self.ours = ours
    self.raw = raw
    self.copy = copy
    self.difference = difference
  }
}

/// State of one side of a pair, opened for change once for all repetitions, as a local variable
/// of a user's would be.
final class Held<State: ~Copyable> {
  private var state: State

  init(_ state: consuming State) { self.state = state }

  @inline(__always)
  func repeating(_ count: Int, _ body: (inout State) -> Void) {
    Self.repeating(count, &state, body)
  }

  @inline(__always)
  private static func repeating(
    _ count: Int, _ state: inout State, _ body: (inout State) -> Void
  ) {
    for _ in 0..<count { body(&state) }
  }

  func read<Result>(_ body: (borrowing State) -> Result) -> Result { body(state) }
}

/// A factorization and the workspace that it is computed in.
struct Factoring<Factors, Scalar: BLASScalar>: ~Copyable {
  var factors: Factors
  var workspace = Workspace<Scalar>()

  init(_ factors: Factors, _: Scalar.Type = Double.self) { self.factors = factors }
}

/// Memory of the C side, with room for `count` entries.
final class Buffer<Scalar: BitwiseCopyable> {
  let base: UnsafeMutablePointer<Scalar>
  let count: Int
  private let room: UnsafeMutableRawPointer

  /// - Parameter other: Numbers that begin as far into a line of the cache as these are to do; by
  ///   default they do where large ones from malloc do. Where that is changes the time of OpenBLAS's
  ///   decompositions by up to 16 %.
  init(_ count: Int, filledWith value: Scalar, placedLike other: [Scalar]? = nil) {
    let line = 64
    room = .allocate(
      byteCount: max(1, count) * MemoryLayout<Scalar>.stride + line, alignment: line)
    let offset = other?.withUnsafeBytes { Int(bitPattern: $0.baseAddress) % line } ?? 16
    base = (room + offset).bindMemory(to: Scalar.self, capacity: max(1, count))
    base.initialize(repeating: value, count: max(1, count))
    self.count = count
  }

  convenience init(_ entries: [Scalar]) where Scalar: BLASScalar {
    self.init(entries.count, filledWith: 0)
    fill(from: entries)
  }

  deinit { room.deallocate() }

  func fill(from entries: [Scalar]) {
    entries.withUnsafeBufferPointer {
      if let source = $0.baseAddress { base.update(from: source, count: entries.count) }
    }
  }

  var entries: [Scalar] { Array(UnsafeBufferPointer(start: base, count: count)) }
}

/// The largest difference of two lists of entries, relative to the largest entry.
func relativeDifference<Scalar: BLASScalar>(_ left: [Scalar], _ right: [Scalar]) -> Double {
  guard left.count == right.count else { return .infinity }
  let largest = right.reduce(0) { Swift.max($0, Double($1.magnitude)) }
  let apart = zip(left, right).reduce(0.0) {
    let difference = Double(($1.0 - $1.1).magnitude)
    return difference.isNaN ? .infinity : Swift.max($0, difference)
  }
  return largest > 0 ? apart / largest : apart
}

/// Entries drawn for a case.
func normal<Scalar: BLASScalar>(_ rows: Int, _ columns: Int, _ name: String) -> Matrix<Scalar> {
  RandomStream(seed: 1, name: name).normal(rows, columns)
}
