import Foundation

/// The eigenvalues 2 - 2 cos(pi i / (n + 1)) of the second difference matrix of order n, with 2 on
/// the diagonal and -1 beside it, from the largest to the smallest.
public func secondDifferenceEigenvalues(_ order: Int) -> [Double] {
  (0..<order).map { index in
    let half = sin(Double.pi * Double(order - index) / Double(2 * (order + 1)))
    return 4 * half * half
  }
}
