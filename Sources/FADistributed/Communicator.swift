public import FALinalg

/// The processes of a job, or threads in their place, and what they send to each other.
///
/// All of them run the same program. An operation that concerns all, a broadcast, a sum or a barrier,
/// returns once the others have called it too; what one sends another must receive, in the same order.
public protocol Communicator: Sendable {
  /// Which of the processes this one is, from 0 on.
  var rank: Int { get }
  /// The number of processes.
  var count: Int { get }

  /// Gives all processes the bytes of one of them.
  func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int)
  /// Adds up the values of all processes, place by place, in the storage of one of them. What the
  /// storage of the others holds then is of no use.
  func sum<Scalar: BLASScalar>(_ values: UnsafeMutableBufferPointer<Scalar>, to root: Int)
  /// Sends bytes to another process; they can be changed as soon as this returns.
  func send(_ bytes: UnsafeRawBufferPointer, to rank: Int)
  /// Waits for as many bytes from another process.
  func receive(_ bytes: UnsafeMutableRawBufferPointer, from rank: Int)
  /// A message of at most 256 MiB that has arrived, whoever sent it; nil if there is none.
  func arrival() -> (bytes: [UInt8], sender: Int)?
  /// Waits until all processes have called it.
  func barrier()
}

extension Communicator {
  /// Adds up the values of all processes, place by place, for all of them.
  public func sumForAll<Scalar: BLASScalar>(_ values: UnsafeMutableBufferPointer<Scalar>) {
    unsafe sum(values, to: 0)
    unsafe broadcast(UnsafeMutableRawBufferPointer(values), from: 0)
  }

  /// Does what each process has to do for itself, and lets none go on if one of them failed.
  ///
  /// - Throws: What was thrown here, or ``DistributedError`` with what was thrown first elsewhere.
  public func agree<Result>(_ work: () throws -> Result) throws -> Result {
    let outcome = Swift.Result { try work() }
    var failure: (any Error)?
    if case .failure(let error) = outcome { failure = error }
    if let first = firstFailure(failure) { throw failure ?? first }
    return try outcome.get()
  }

  /// What went wrong on the first process on which something did, if all of them ask for it.
  func firstFailure(_ own: (any Error)?) -> (any Error)? {
    var first = [gather(own != nil)?.firstIndex(of: true) ?? -1]
    broadcast(&first)
    guard first[0] >= 0 else { return nil }
    var reason = own.map { "\($0)" } ?? ""
    broadcast(&reason, from: first[0])
    return first[0] == rank ? own : DistributedError(rank: first[0], reason: reason)
  }

  /// Gives all processes the numbers of one of them; of the others only the count matters.
  func broadcast<Element: BitwiseCopyable>(_ values: inout [Element], from root: Int = 0) {
    unsafe values.withUnsafeMutableBytes { unsafe broadcast($0, from: root) }
  }

  /// Gives all processes a text of one of them.
  public func broadcast(_ text: inout String, from root: Int = 0) {
    var length = [text.utf8.count]
    broadcast(&length, from: root)
    var bytes = rank == root ? Array(text.utf8) : [UInt8](repeating: 0, count: length[0])
    broadcast(&bytes, from: root)
    text = String(decoding: bytes, as: UTF8.self)
  }

  /// The values of all processes, in the order of their ranks, for the first; nil for the others.
  func gather<Element: BitwiseCopyable>(_ own: Element) -> [Element]? {
    var value = own
    guard rank == 0 else {
      unsafe withUnsafeBytes(of: value) { unsafe send($0, to: 0) }
      return nil
    }
    return [own]
      + (1..<count).map { sender in
        unsafe withUnsafeMutableBytes(of: &value) { unsafe receive($0, from: sender) }
        return value
      }
  }
}
