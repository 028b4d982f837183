import FADistributed
import FALinalg
import Testing

@Suite struct CommunicatorTests {
  @Test(arguments: [1, 2, 3, 8])
  func broadcastsAndSums(count: Int) {
    let results = ThreadCommunicator.run(count: count) { communicator in
      var values = [Double](repeating: Double(communicator.rank), count: 5)
      for root in 0..<count {
        var own = values
        unsafe own.withUnsafeMutableBytes { unsafe communicator.broadcast($0, from: root) }
        #expect(own == [Double](repeating: Double(root), count: 5))
      }
      communicator.barrier()
      unsafe values.withUnsafeMutableBufferPointer { unsafe communicator.sumForAll($0) }
      return values
    }
    let sum = Double(count * (count - 1) / 2)
    #expect(results == Array(repeating: Array(repeating: sum, count: 5), count: count))
  }

  /// What arrives is in the order in which it was sent, whatever the others send.
  @Test func messagesKeepTheirOrder() {
    let results = ThreadCommunicator.run(count: 3) { communicator -> [UInt8] in
      guard communicator.rank == 0 else {
        for number in UInt8(0)..<50 {
          unsafe [number, UInt8(communicator.rank)].withUnsafeBytes {
            unsafe communicator.send($0, to: 0)
          }
        }
        return []
      }
      var received: [UInt8] = []
      for sender in [2, 1] {
        for _ in 0..<50 {
          var message: [UInt8] = [0, 0]
          unsafe message.withUnsafeMutableBytes { unsafe communicator.receive($0, from: sender) }
          received += message
        }
      }
      return received
    }
    #expect(
      results[0] == [2, 1].flatMap { sender in (UInt8(0)..<50).flatMap { [$0, UInt8(sender)] } })
  }

  /// The first process measures the way to the last, and the others help.
  @Test func theFirstMeasuresTheLink() {
    for count in 1...3 {
      let links = ThreadCommunicator.run(count: count) { $0.measureLink() }
      for (rank, link) in links.enumerated() {
        #expect((link != nil) == (rank == 0 && count > 1))
        #expect(link.map { $0.latency > 0 && $0.bandwidth.isFinite } ?? true)
      }
    }
  }
}
