/// What a message between two processes costs.
public struct LinkSpeed: Hashable, Sendable {
  /// The seconds that a message of eight bytes takes.
  public let latency: Double
  /// The bytes per second of a long message.
  public let bandwidth: Double
}

extension Communicator {
  /// Measures what messages between the first and the last process cost: half the median of round
  /// trips, of eight bytes and of 16 MiB. All processes have to call it.
  ///
  /// - Returns: What the first process measured; nil on the others, and where there is only one.
  public func measureLink() -> LinkSpeed? {
    let length = 1 << 24
    let latency = measureRoundTrips(500, of: 8)
    let transfer = measureRoundTrips(20, of: length)
    barrier()
    guard let latency, let transfer else { return nil }
    return LinkSpeed(latency: latency / 2, bandwidth: Double(length) / (transfer / 2))
  }

  /// The median of the seconds that bytes take to the last process and back.
  private func measureRoundTrips(_ trips: Int, of length: Int) -> Double? {
    guard count > 1 else { return nil }
    var bytes = [UInt8](repeating: 1, count: length)
    var seconds: [Double] = []
    for _ in 0..<trips {
      if rank == 0 {
        let start = ContinuousClock.now
        unsafe bytes.withUnsafeBytes { unsafe send($0, to: count - 1) }
        unsafe bytes.withUnsafeMutableBytes { unsafe receive($0, from: count - 1) }
        seconds.append((ContinuousClock.now - start) / .seconds(1))
      } else if rank == count - 1 {
        unsafe bytes.withUnsafeMutableBytes { unsafe receive($0, from: 0) }
        unsafe bytes.withUnsafeBytes { unsafe send($0, to: 0) }
      }
    }
    return rank == 0 ? seconds.sorted()[trips / 2] : nil
  }
}
