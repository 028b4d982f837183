internal import Dispatch
public import FALinalg
internal import Synchronization

/// Threads of one process in the place of processes, for tests and to try things out.
///
/// Sums are added up in the order of the ranks, so that they are the same every time.
public struct ThreadCommunicator: Communicator {
  /// Which of the threads this one is, from 0 on.
  public let rank: Int
  private let group: Group

  /// What was sent so far, by all threads together.
  public struct Traffic: Hashable, Sendable {
    /// The number of messages.
    public var messages = 0
    /// The number of bytes in them.
    public var bytes = 0
  }

  /// The number of threads.
  public var count: Int { group.count }
  /// What was sent so far, by all threads together.
  public var traffic: Traffic { group.traffic.withLock(\.self) }

  private final class Group: Sendable {
    let count: Int
    let traffic = Mutex(Traffic())
    private let channels: [Channel]

    init(count: Int) {
      self.count = count
      channels = (0..<(count * count)).map { _ in Channel() }
    }

    func channel(from sender: Int, to receiver: Int) -> Channel {
      channels[sender * count + receiver]
    }
  }

  /// Messages from one thread to another that were not received yet.
  private final class Channel: Sendable {
    private let messages = Mutex<[[UInt8]]>([])
    private let waiting = DispatchSemaphore(value: 0)

    func send(_ message: [UInt8]) {
      messages.withLock { $0.append(message) }
      waiting.signal()
    }

    func receive() -> [UInt8] {
      waiting.wait()
      return messages.withLock { $0.removeFirst() }
    }

    /// The next message, if there is one.
    func poll() -> [UInt8]? {
      guard waiting.wait(timeout: .now()) == .success else { return nil }
      return messages.withLock { $0.removeFirst() }
    }
  }

  /// Runs `body` on as many threads at once, and gives what it returned on each.
  ///
  /// - Precondition: There is at least one.
  public static func run<Result: Sendable>(
    count: Int, _ body: @escaping @Sendable (ThreadCommunicator) -> Result
  ) -> [Result] {
    require(count > 0, "a job of \(count) threads has none")
    let group = Group(count: count)
    let results = Mutex([Result?](repeating: nil, count: count))
    let done = DispatchGroup()
    for rank in 0..<count {
      // A queue of its own, so that each has a thread of its own: they wait for each other.
      DispatchQueue(label: "fa-toolkit.rank-\(rank)").async(group: done) {
        let result = body(ThreadCommunicator(rank: rank, group: group))
        results.withLock { $0[rank] = result }
      }
    }
    done.wait()
    return results.withLock { $0.compactMap(\.self) }
  }

  /// Gives all the bytes of one of them.
  public func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) {
    if rank == root {
      for other in 0..<count where other != root {
        unsafe send(UnsafeRawBufferPointer(bytes), to: other)
      }
    } else {
      unsafe receive(bytes, from: root)
    }
  }

  /// Adds up the values of all, place by place, in the storage of one of them.
  public func sum<Scalar: BLASScalar>(_ values: UnsafeMutableBufferPointer<Scalar>, to root: Int) {
    guard rank == root else {
      return unsafe send(UnsafeRawBufferPointer(values), to: root)
    }
    var total = [Scalar](repeating: 0, count: values.count)
    var terms = total
    for sender in 0..<count {
      if sender == root {
        for index in total.indices { unsafe total[index] += values[index] }
      } else {
        unsafe terms.withUnsafeMutableBytes { unsafe receive($0, from: sender) }
        for index in total.indices { total[index] += terms[index] }
      }
    }
    _ = unsafe values.update(fromContentsOf: total)
  }

  /// Sends bytes to another one.
  public func send(_ bytes: UnsafeRawBufferPointer, to receiver: Int) {
    group.traffic.withLock {
      $0.messages += 1
      $0.bytes += bytes.count
    }
    unsafe group.channel(from: rank, to: receiver).send(Array(bytes))
  }

  /// Waits for bytes from another one.
  public func receive(_ bytes: UnsafeMutableRawBufferPointer, from sender: Int) {
    let message = group.channel(from: sender, to: rank).receive()
    require(
      message.count == bytes.count,
      "rank \(rank) waits for \(bytes.count) bytes of rank \(sender), which sent \(message.count)")
    unsafe bytes.copyBytes(from: message)
  }

  /// A message that has arrived, whoever sent it; nil if there is none.
  public func arrival() -> (bytes: [UInt8], sender: Int)? {
    for sender in 0..<count where sender != rank {
      if let bytes = group.channel(from: sender, to: rank).poll() { return (bytes, sender) }
    }
    return nil
  }

  /// Waits until all have called it.
  public func barrier() {
    var nothing: [UInt8] = []
    _ = gather(UInt8(0))
    broadcast(&nothing)
  }
}
