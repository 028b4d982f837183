import FALinalg

/// In which order a run on batches sees its examples.
public enum ExampleOrder: String, Sendable, Codable, CaseIterable {
  /// As they are given, and from the first again after the last.
  case given
  /// In a random order, and in another after each time that all of them were seen.
  case shuffled
}

/// The examples in their order, one after the other without end.
struct ExampleSequence {
  private let count: Int
  private let order: ExampleOrder
  private let seed: UInt64
  private var epoch = 0
  private var position = 0
  /// The present order; empty where it is the one that is given.
  private var permutation: [Int] = []

  init(count: Int, _ order: ExampleOrder, seed: UInt64) {
    (self.count, self.order, self.seed) = (count, order, seed)
    shuffle()
  }

  /// The next examples, as many as fit before the order begins anew: a range of places in it.
  mutating func take(_ most: Int) -> Range<Int> {
    if position == count {
      (position, epoch) = (0, epoch + 1)
      shuffle()
    }
    let places = position..<min(count, position + most)
    position = places.upperBound
    return places
  }

  /// The example at a place of the present order.
  func example(at place: Int) -> Int { permutation.isEmpty ? place : permutation[place] }

  /// Whether the examples at neighbouring places are neighbours.
  var isContiguous: Bool { permutation.isEmpty }

  /// Exchanges each example with one that comes no later, by numbers of the stream "examples-EPOCH".
  ///
  /// Source: R. Durstenfeld, "Algorithm 235: Random permutation", Communications of the ACM 7 (1964).
  private mutating func shuffle() {
    guard order == .shuffled else { return }
    if permutation.isEmpty { permutation = Array(0..<count) }
    let stream = RandomStream(seed: seed, name: "examples-\(epoch)")
    let draws: Matrix<Double> = stream.uniform(count, 1)
    for last in stride(from: count - 1, to: 0, by: -1) {
      permutation.swapAt(last, min(last, Int(draws[last, 0] * Double(last + 1))))
    }
  }
}
