import Foundation

/// Numbers as people read them.
enum Format {
  /// The given number of significant digits, in the notation that is shorter.
  static func significant(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)g", value)
  }

  /// The same; a dash for what is undefined.
  static func significant(_ value: Double?, _ digits: Int) -> String {
    value.map { significant($0, digits) } ?? "-"
  }

  static func fixed(_ value: Double, _ decimals: Int) -> String {
    String(format: "%.\(decimals)f", value)
  }

  static func percent(_ fraction: Double) -> String {
    "\(significant(100 * fraction, 3)) %"
  }

  /// A duration in seconds, with a unit that keeps it short.
  static func duration(_ seconds: Double) -> String {
    switch seconds {
    case ..<0.001: "\(significant(seconds * 1e6, 3)) us"
    case ..<1: "\(significant(seconds * 1e3, 3)) ms"
    case ..<100: "\(significant(seconds, 3)) s"
    default: "\(fixed(seconds, 0)) s"
    }
  }

  /// An angle in degrees; one that would print as zero but is not, in powers of ten.
  static func angle(_ degrees: Double) -> String {
    degrees > 0 && degrees < 0.005
      ? String(format: "%.0e", degrees) : fixed(degrees, 2)
  }
}
