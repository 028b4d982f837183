import Foundation

extension Plot.Axis {
  /// The commands for the scale, the range and the ticks.
  ///
  /// gnuplot labels the powers of ten of a logarithmic axis, of which a curve that spans less than a decade has one or
  /// none: such an axis gets ticks at round numbers.
  ///
  /// - Parameters:
  ///   - name: `x` or `y`.
  ///   - values: What is drawn along it.
  func commands(for name: String, _ values: [Double]) -> [String] {
    var lines: [String] = []
    if let range { lines.append("set \(name)range [\(range.lowerBound):\(range.upperBound)]") }
    guard isLogarithmic else { return lines }
    lines.append("set logscale \(name)")
    let low = range?.lowerBound ?? values.filter { $0 > 0 }.min() ?? 1
    let high = range?.upperBound ?? values.max() ?? 1
    guard low > 0, high >= low, high.isFinite, high / low < 100 else {
      return lines + ["set format \(name) '10^{%L}'"]
    }
    // With room around a curve that is as flat as can be.
    let (bottom, top) = range == nil ? (low / 1.05, high * 1.05) : (low, high)
    let ticks =
      top / bottom < 10 ? Self.roundNumbers(bottom, top) : Self.preferredNumbers(bottom, top)
    let labels = ticks.map { "\"\($0.label)\" \($0.value)" }.joined(separator: ", ")
    if range == nil { lines.append("set \(name)range [\(bottom):\(top)]") }
    return lines + ["set \(name)tics (\(labels))"]
  }

  /// A tick and what is written at it.
  typealias Tick = (value: Double, label: String)

  /// Four to nine multiples of 1, 2 or 5 times a power of ten.
  static func roundNumbers(_ low: Double, _ high: Double) -> [Tick] {
    let rough = (high - low) / 8
    let power = pow(10, log10(rough).rounded(.down))
    let step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough } ?? rough
    let digits = max(1, Int((log10(high / step)).rounded(.up)) + 1)
    // The ends are ticks, rounding or not.
    let first = Int((low / step - 1e-6).rounded(.up))
    let last = max(first, Int((high / step + 1e-6).rounded(.down)))
    return (first...last).map { number in
      let value = min(high, max(low, Double(number) * step))
      return (value, String(format: "%.\(digits)g", value))
    }
  }

  /// 1, 2 and 5 times the powers of ten.
  private static func preferredNumbers(_ low: Double, _ high: Double) -> [Tick] {
    let first = Int(log10(low).rounded(.down))
    return (first...(first + 3)).flatMap { power in
      [1, 2, 5].map { $0 * pow(10, Double(power)) }
    }.filter { low <= $0 && $0 <= high }.map { ($0, String(format: "%g", $0)) }
  }
}
