import FALinalg
import FAMatrixIO

/// How much of a streamed target was read, opening it included.
struct StreamingRecord: Codable {
  let passes: Double
  let bytesRead: Int

  /// What was read so far; nil for a target that is held in memory.
  init?<Target: LinearOperator>(_ target: Target) {
    guard let streamed = target as? StreamedMatrix<Target.Scalar> else { return nil }
    (passes, bytesRead) = (streamed.passes, streamed.bytesRead)
  }

  /// For a person.
  var text: String {
    "streamed: read \(Format.fixed(passes, 0)) times, \(Format.significant(Double(bytesRead) / 1e9, 3)) GB"
  }
}
