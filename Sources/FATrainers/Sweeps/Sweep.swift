internal import Dispatch
public import FALinalg
internal import Synchronization

/// Cells that are run side by side, those of one matrix on one decomposition of it.
public struct Sweep<Scalar: BLASScalar>: Sendable {
  /// What is to be run.
  public let cells: [SweepCell<Scalar>]

  /// Creates a sweep of the given cells: those of a ``SweepGrid``, or what is left of them.
  public init(_ cells: [SweepCell<Scalar>]) {
    self.cells = cells
  }

  /// Runs the cells on several threads, with one BLAS thread for each, and returns when all are done.
  ///
  /// A run that diverges or fails is a result like any other. A cell that was interrupted has none.
  ///
  /// - Parameters:
  ///   - jobs: How many cells are run at a time; more than there are processors gains nothing.
  ///   - shouldContinue: Asked before every step of every cell, from any thread; the sweep ends once
  ///     it answers false.
  ///   - finished: Called on the calling thread with each result as soon as it is known. If it throws,
  ///     the sweep ends and the error is passed on.
  /// - Throws: What a target throws that cannot be made, ``FactorizationError`` for one that cannot be
  ///   decomposed, and what `finished` throws.
  public func run(
    jobs: Int, while shouldContinue: @escaping @Sendable () -> Bool = { true },
    finished: (SweepResult) throws -> Void
  ) throws {
    require(jobs > 0, "the number of jobs must be 1 or more, not \(jobs)")
    let team = SweepTeam(cells, shouldContinue)
    var failure: (any Error)?
    var working = min(jobs, cells.count)
    for _ in 0..<working {
      DispatchQueue.global().async { BLAS.withThreads(1) { team.work() } }
    }
    while working > 0 {
      switch team.nextMessage() {
      case .finished(let result):
        if failure == nil {
          do { try finished(result) } catch { failure = error }
        }
      case .left(let error):
        working -= 1
        failure = failure ?? error
      }
      if failure != nil { team.stop() }
    }
    if let failure { throw failure }
  }
}

extension Sweep {
  /// The cells in an order of which every beginning has as many of each rank, rule and seed as all of them have, nearly:
  /// what the first tenth takes says what the rest will.
  ///
  /// The order is that of the fractional parts of multiples of the golden ratio, which are spread evenly over any
  /// stretch of the list and any of its periods (H. Weyl, "Über die Gleichverteilung von Zahlen mod. Eins",
  /// Mathematische Annalen 77, 1916).
  package static func mixed(_ cells: [SweepCell<Scalar>]) -> [SweepCell<Scalar>] {
    let ratio = (5.0.squareRoot() - 1) / 2
    let places = cells.indices.map { index in
      let multiple = Double(index) * ratio
      return (part: multiple - multiple.rounded(.down), index: index)
    }
    return places.sorted { $0.part < $1.part }.map { cells[$0.index] }
  }
}

/// The threads of a sweep, and what they tell the one that waits for them.
private final class SweepTeam<Scalar: BLASScalar>: Sendable {
  enum Message {
    case finished(SweepResult)
    /// A thread has nothing more to do, or cannot go on.
    case left((any Error)?)
  }

  private let queue: SweepQueue<Scalar>
  private let shouldContinue: @Sendable () -> Bool
  private let isStopped = Atomic(false)
  private let messages = Mutex<[Message]>([])
  private let messageCount = DispatchSemaphore(value: 0)

  init(_ cells: [SweepCell<Scalar>], _ shouldContinue: @escaping @Sendable () -> Bool) {
    queue = SweepQueue(cells)
    self.shouldContinue = shouldContinue
  }

  func stop() { isStopped.store(true, ordering: .relaxed) }

  /// Runs cells until none is left or the sweep ends.
  func work() {
    do {
      while goesOn, let (cell, target) = queue.next() {
        let prepared = try target.prepared()
        guard let result = cell.run(on: prepared, while: { self.goesOn }) else { break }
        send(.finished(result))
      }
      send(.left(nil))
    } catch {
      send(.left(error))
    }
  }

  /// The oldest message that was not looked at, once there is one.
  func nextMessage() -> Message {
    messageCount.wait()
    return messages.withLock { $0.removeFirst() }
  }

  private var goesOn: Bool { !isStopped.load(ordering: .relaxed) && shouldContinue() }

  private func send(_ message: sending Message) {
    messages.withLock { $0.append(message) }
    messageCount.signal()
  }
}

/// The cells that wait, by target.
private final class SweepQueue<Scalar: BLASScalar>: Sendable {
  private struct Group {
    let target: SharedTarget<Scalar>
    var cells: ArraySlice<SweepCell<Scalar>>
    var isBegun = false
  }

  private let groups: Mutex<[Group]>

  init(_ cells: [SweepCell<Scalar>]) {
    var order: [String: Int] = [:]
    var lists: [[SweepCell<Scalar>]] = []
    for cell in cells {
      if let index = order[cell.target.content] {
        lists[index].append(cell)
      } else {
        order[cell.target.content] = lists.count
        lists.append([cell])
      }
    }
    groups = Mutex(
      lists.map { cells in
        Group(target: SharedTarget(cells[0].target), cells: Sweep.mixed(cells)[...])
      })
  }

  /// The next cell: of a target that is decomposed already; or of one that nobody has begun, rather than
  /// to wait for one that is being decomposed. A target lives as long as cells of it are left.
  func next() -> (SweepCell<Scalar>, SharedTarget<Scalar>)? {
    groups.withLock { groups in
      guard
        let index = groups.firstIndex(where: \.target.isReady)
          ?? groups.firstIndex(where: { !$0.isBegun }) ?? groups.indices.first
      else { return nil }
      groups[index].isBegun = true
      let cell = groups[index].cells.removeFirst()
      let target = groups[index].target
      if groups[index].cells.isEmpty { groups.remove(at: index) }
      return (cell, target)
    }
  }
}

/// A target that is decomposed by whoever needs it first; others wait.
private final class SharedTarget<Scalar: BLASScalar>: Sendable {
  private let target: SweepTarget<Scalar>
  private let value = Mutex<PreparedTarget<Scalar>?>(nil)
  private let ready = Atomic(false)

  init(_ target: SweepTarget<Scalar>) {
    self.target = target
  }

  var isReady: Bool { ready.load(ordering: .relaxed) }

  func prepared() throws -> PreparedTarget<Scalar> {
    try value.withLock { value in
      if let value { return value }
      let made = try target.prepared()
      value = made
      ready.store(true, ordering: .relaxed)
      return made
    }
  }
}
