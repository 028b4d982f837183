#if os(Linux)
  import Platform
  import Testing

  /// A thread that is kept off a processor gets all back that it had.
  @Suite struct PlacementTests {
    @Test func processorsAreGivenBack() {
      func allowed(_ placement: fa_placement) -> [UInt] {
        unsafe withUnsafeBytes(of: placement.allowed) { unsafe Array($0.bindMemory(to: UInt.self)) }
      }
      func count(_ words: [UInt]) -> Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }
      var placement = fa_current_placement()
      let before = allowed(placement)
      unsafe fa_keep_off_caller(&placement)
      let between = allowed(fa_current_placement())
      #expect(count(between) == (count(before) > 1 ? count(before) - 1 : 1))
      unsafe fa_let_go(&placement)
      #expect(allowed(fa_current_placement()) == before)
      #expect(placement.avoided == -1)
    }
  }
#endif
