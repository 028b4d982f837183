internal import CKernels

/// A function that is applied to every entry, by the vector instructions of the processor.
///
/// ```swift
/// h.mapInPlace(.tanh)                 // a matrix, a block of one, or an array
/// let kernel = squaredDistances.map(.exp)
/// ```
///
/// Several times as fast as a closure with the C library's function for one number. Values err by at
/// most 3 units in the last place and do not depend on where an entry stands. NaN stays NaN, as does
/// the logarithm of a negative number; that of zero is minus infinity. For other functions see `mapInPlace` and `map` with a closure.
public enum ElementaryFunction: Sendable, CaseIterable {
  /// The exponential function. The exponential of a matrix is ``MatrixProtocol/exponential()``.
  case exp
  /// The natural logarithm. The logarithm of a matrix is ``MatrixProtocol/logarithm()``.
  case log
  /// The hyperbolic tangent.
  case tanh

  @inline(__always)
  func callAsFunction<Scalar: BLASScalar>(
    _ source: UnsafePointer<Scalar>, _ count: Int, to target: UnsafeMutablePointer<Scalar>
  ) {
    switch self {
    case .exp: unsafe fa_exp(Scalar.letter, vectorBytes, source, count, target)
    case .log: unsafe fa_log(Scalar.letter, vectorBytes, source, count, target)
    case .tanh: unsafe fa_tanh(Scalar.letter, vectorBytes, source, count, target)
    }
  }
}

extension MatrixProtocol {
  /// The matrix of the values of a function at every entry.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public func map(_ function: ElementaryFunction) -> Matrix<Scalar> {
    unsafe transformed { unsafe applyElementary(function, to: $0, into: $1) }
  }
}

extension MutableMatrixProtocol where Self: ~Copyable & ~Escapable {
  /// Replaces every entry by the value of a function.
  ///
  /// - Complexity: O(`count`); allocates only if the storage is shared.
  @inlinable
  public mutating func mapInPlace(_ function: ElementaryFunction) {
    unsafe _withUnsafeMutableMatrix { unsafe applyElementary(function, in: $0) }
  }
}

extension Array where Element: BLASScalar {
  /// The values of a function at every entry.
  ///
  /// - Complexity: O(n).
  @inlinable
  public func map(_ function: ElementaryFunction) -> [Element] {
    Matrix(column: self).map(function).storage
  }

  /// Replaces every entry by the value of a function.
  ///
  /// - Complexity: O(n); allocates only if the storage is shared.
  @inlinable
  public mutating func mapInPlace(_ function: ElementaryFunction) {
    Self._withColumns(of: &self) { $0.mapInPlace(function) }
  }
}

@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func applyElementary<Scalar: BLASScalar>(
  _ function: ElementaryFunction, to source: UnsafeMatrix<Scalar>,
  into target: UnsafeMutablePointer<Scalar>
) {
  guard let base = unsafe source.base else { return }
  let count = unsafe source.rows * source.columns
  if unsafe source.isContiguous { return unsafe function(base, count, to: target) }
  unsafe copyEntries(of: source, filling: target)
  unsafe function(target, count, to: target)
}

@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func applyElementary<Scalar: BLASScalar>(
  _ function: ElementaryFunction, in matrix: UnsafeMutableMatrix<Scalar>
) {
  guard let base = unsafe matrix.base else { return }
  let (rows, columns) = unsafe matrix.lines
  for column in 0..<columns {
    let entries = unsafe base + column * matrix.columnStride
    unsafe function(entries, rows, to: entries)
  }
}
