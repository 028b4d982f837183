/// A fingerprint of bytes that stays the same from one version to the next: FNV-1a with 128 bits.
///
/// It tells contents apart that differ by chance; it is no protection against those who look for a
/// collision.
///
/// Source: G. Fowler, L. Noll, K.-P. Vo, D. Eastlake, "The FNV non-cryptographic hash algorithm",
/// RFC 9923.
package struct ContentHash {
  private var state: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D

  package init() {}

  /// Takes in bytes.
  package mutating func update(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      state = (state ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013B
    }
  }

  /// The fingerprint so far: 32 hexadecimal digits.
  package var text: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }
}
