import FALinalg
import TestSupport
import Testing

@Suite struct Philox4x64Tests {
  /// Words of `numpy.random.Philox`, as hexadecimal text.
  struct Reference: Decodable {
    let key: [String]
    let counter: [String]
    let words: [String]
  }

  @Test func wordsEqualNumPys() throws {
    let references = try fixture("philox", in: .module, as: [Reference].self)
    #expect(references.count == 9)
    for reference in references {
      let (key, counter) = (words(reference.key), words(reference.counter))
      var generator = Philox4x64(
        key: SIMD2(key[0], key[1]),
        counter: SIMD4(counter[0], counter[1], counter[2], counter[3]))
      let expected = words(reference.words)
      #expect(expected.map { _ in generator.next() } == expected, "\(reference.counter)")
    }
  }

  /// Known answers of the authors' reference implementation (Random123, kat_vectors).
  @Test func blocksEqualTheReferenceImplementations() {
    let zero = Philox4x64.block(counter: SIMD4(repeating: 0), key: SIMD2(repeating: 0))
    #expect(
      zero
        == SIMD4(
          0x1655_4d9e_ca36_314c, 0xdb20_fe9d_672d_0fdc, 0xd7e7_72ce_e186_176b,
          0x7e68_b68a_ec7b_a23b))
    let ones = Philox4x64.block(counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max))
    #expect(
      ones
        == SIMD4(
          0x87b0_92c3_013f_e90b, 0x438c_3c67_be8d_0224, 0x9cc7_d7c6_9cd7_77b6,
          0xa09c_aebf_594f_0ba0))
  }

  @Test func blocksFollowTheCounter() {
    let key = SIMD2<UInt64>(3, 4)
    var generator = Philox4x64(key: key)
    for index in 1...5 as ClosedRange<UInt64> {
      let block = Philox4x64.block(counter: SIMD4(index, 0, 0, 0), key: key)
      for word in 0..<4 { #expect(generator.next() == block[word]) }
    }
  }

  @Test func copiesGoTheirOwnWay() {
    var first = Philox4x64(key: SIMD2(1, 2))
    _ = first.next()
    var second = first
    let words = (0..<9).map { _ in first.next() }
    #expect((0..<9).map { _ in second.next() } == words)
  }

  private func words(_ text: [String]) -> [UInt64] { text.compactMap { UInt64($0, radix: 16) } }
}
