import Cases
import Foundation

/// How long to measure one pair.
struct Effort {
  /// The least time that a sample takes.
  var sample: Duration
  /// The time for all samples of a pair.
  var budget: Duration
  var samples: ClosedRange<Int>

  static let full = Effort(sample: .milliseconds(2), budget: .seconds(2), samples: 9...101)
  static let quick = Effort(sample: .milliseconds(1), budget: .milliseconds(400), samples: 5...41)
}

/// What was measured of one pair, in seconds for one call.
struct Measurement: Encodable {
  let name: String
  let call: String
  let samples: Int
  let callsPerSample: Int
  let ours: Double
  let raw: Double
  /// The median of the ratios of ours to the C side, each from two samples taken one after the
  /// other.
  let ratio: Double
  let interval: Interval
  /// The same ratio if the C side may overwrite its input, and so needs no copy.
  let ratioWithoutCopy: Double?

  struct Disagreement: Error, CustomStringConvertible {
    let description: String
  }

  init(of pair: Pair, _ effort: Effort, isControl: Bool) throws {
    let prepared = try pair.prepare()
    prepared.ours(1)
    prepared.raw(1)
    let difference = prepared.difference()
    let tolerance = pair.name.hasSuffix("Float") ? 1e-3 : 1e-9
    guard difference <= tolerance else {
      throw Disagreement(description: "\(pair.name): the results are \(difference) apart")
    }
    let first = isControl ? prepared.raw : prepared.ours
    var calls = 1
    while time(prepared.raw, calls) < effort.sample { calls *= 2 }
    var (ours, raw, copies): ([Double], [Double], [Double]) = ([], [], [])
    let clock = ContinuousClock()
    let end = clock.now + effort.budget
    _ = time(first, calls)
    while ours.count < effort.samples.lowerBound
      || (ours.count < effort.samples.upperBound && clock.now < end)
    {
      func sample(_ work: (Int) -> Void) -> Double {
        time(work, calls) / .seconds(1) / Double(calls)
      }
      if ours.count.isMultiple(of: 2) {
        ours.append(sample(first))
        raw.append(sample(prepared.raw))
      } else {
        raw.append(sample(prepared.raw))
        ours.append(sample(first))
      }
      if let copy = prepared.copy { copies.append(sample(copy)) }
    }
    name = pair.name
    call = pair.call
    samples = ours.count
    callsPerSample = calls
    self.ours = median(ours)
    self.raw = median(raw)
    let ratios = zip(ours, raw).map { $0 / $1 }
    ratio = median(ratios)
    interval = Interval(ofMedian: ratios)
    ratioWithoutCopy =
      copies.isEmpty
      ? nil : median(zip(ours, zip(raw, copies)).map { $0 / ($1.0 - $1.1) })
  }

  var row: String {
    let bare = ratioWithoutCopy.map { String(format: "%.3f", $0) } ?? ""
    return "| \(name) | \(readable(ours)) | \(readable(raw)) | "
      + String(format: "%.3f | %.3f to %.3f | ", ratio, interval.lower, interval.upper)
      + "\(bare) | \(call) |"
  }
}

private func time(_ work: (Int) -> Void, _ calls: Int) -> Duration {
  ContinuousClock().measure { work(calls) }
}

/// A distribution-free confidence interval.
struct Interval: Encodable {
  let lower: Double
  let upper: Double

  /// The interval between two order statistics that covers the median with a probability of 95 %,
  /// or between the extremes where so few values cannot reach that.
  init(ofMedian values: [Double]) {
    let sorted = values.sorted()
    // The chance that at most k of n values lie below the median is binomial.
    var (k, tail) = (0, pow(0.5, Double(values.count)))
    var term = tail
    while true {
      term *= Double(values.count - k) / Double(k + 1)
      guard tail + term <= 0.025 else { break }
      tail += term
      k += 1
    }
    lower = sorted[k]
    upper = sorted[sorted.count - 1 - k]
  }
}

func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
}

func readable(_ seconds: Double) -> String {
  switch seconds {
  case ..<1e-6: String(format: "%.1f ns", seconds * 1e9)
  case ..<1e-3: String(format: "%.2f us", seconds * 1e6)
  case ..<1: String(format: "%.2f ms", seconds * 1e3)
  default: String(format: "%.2f s", seconds)
  }
}
