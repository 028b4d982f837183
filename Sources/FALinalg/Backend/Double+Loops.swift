// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension Double {
  public static func _firstNonFinite(_ matrix: UnsafeMatrix<Self>) -> (row: Int, column: Int)? {
    unsafe firstNonFinite(in: matrix)
  }

  public static func _oneNorm(_ matrix: UnsafeMatrix<Self>) -> Self {
    unsafe oneNorm(of: matrix)
  }

  public static func _maximumMagnitude(_ matrix: UnsafeMatrix<Self>) -> Self {
    unsafe largestMagnitude(in: matrix)
  }

  public static func _copy(_ matrix: UnsafeMatrix<Self>, to target: UnsafeMutablePointer<Self>) {
    unsafe UnsafeMutableMatrix(
      base: target, rows: matrix.rows, columns: matrix.columns, columnStride: matrix.rows
    ).initialize(from: matrix)
  }

  public static func _workspaceLength(_ answer: Self) -> Int {
    // In single precision the answer is rounded; the next number up is never too short.
    Int(answer.nextUp.rounded(.up))
  }
}
