/// The counter-based random number generator Philox4x64-10.
///
/// A block of four words is a function of a counter and a key, with no state: any block can be
/// drawn anywhere, in any order. As a generator, it gives the same words as NumPy's `Philox` with
/// the same key and counter (NumPy, too, increments the counter before its first block).
///
/// Source: J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3",
/// SC 2011.
public struct Philox4x64: RandomNumberGenerator, Sendable {
  private var counter: SIMD4<UInt64>
  private let key: SIMD2<UInt64>
  private var block = SIMD4<UInt64>()
  private var used = 4

  /// Creates a generator.
  public init(key: SIMD2<UInt64>, counter: SIMD4<UInt64> = SIMD4()) {
    self.key = key
    self.counter = counter
  }

  /// The next word.
  public mutating func next() -> UInt64 {
    if used == 4 {
      for index in 0..<4 {
        counter[index] &+= 1
        if counter[index] != 0 { break }
      }
      block = Self.block(counter: counter, key: key)
      used = 0
    }
    defer { used += 1 }
    return block[used]
  }

  /// The four words that belong to a counter and a key.
  ///
  /// - Complexity: O(1): ten rounds of two multiplications.
  public static func block(counter: SIMD4<UInt64>, key: SIMD2<UInt64>) -> SIMD4<UInt64> {
    var (x0, x1, x2, x3) = (counter[0], counter[1], counter[2], counter[3])
    var (k0, k1) = (key[0], key[1])
    for _ in 0..<10 {
      let first = x0.multipliedFullWidth(by: 0xD2E7_470E_E14C_6C93)
      let second = x2.multipliedFullWidth(by: 0xCA5A_8263_9512_1157)
      (x0, x1, x2, x3) = (second.high ^ x1 ^ k0, second.low, first.high ^ x3 ^ k1, first.low)
      k0 &+= 0x9E37_79B9_7F4A_7C15
      k1 &+= 0xBB67_AE85_84CA_A73B
    }
    return SIMD4(x0, x1, x2, x3)
  }
}
