public import FALinalg
internal import Synchronization

/// What is known of a target before any training. It travels with the problem, so that each fact is found out once.
public struct KnownFacts<Scalar: BLASScalar>: Sendable {
  /// The optimum, if it is known: diagnostics relate runs to it, and with it s_1 is known.
  public internal(set) var optimum: Optimum<Scalar>?
  /// The thin singular value decomposition of the target, where it was decomposed as a whole. Without it, spectral
  /// coordinates are used only where a method asks for them.
  public var svd: SVD<Scalar>? { optimum?.svd }
  /// s_1, if it is known.
  var spectralNorm: Scalar? { optimum?.singularValues.first }
}

extension FactorizationProblem {
  /// The same problem, with its optimum known.
  public func knowing(_ optimum: Optimum<Scalar>) -> Self {
    var result = self
    result.known.optimum = optimum
    return result
  }

  /// The same problem, with the thin singular value decomposition of its target known, and the optimum with it.
  public func knowing(_ svd: SVD<Scalar>) -> Self { knowing(Optimum(of: self, svd: svd)) }

  /// (C Y)' = Y'C', m x r, computed once for each feedback matrix.
  ///
  /// - Parameter feedbackTransposed: C', n x r.
  /// - Complexity: A product with the target, or O(n r) for one of the last few that were asked for.
  func projection(through feedbackTransposed: Matrix<Scalar>) -> Matrix<Scalar> {
    if let known = products?.projection(through: feedbackTransposed) { return known }
    var result = Matrix<Scalar>.zeros(target.columns, feedbackTransposed.columns)
    target.multiplyTransposed(feedbackTransposed.view, into: &result)
    products?.add(result, through: feedbackTransposed)
    return result
  }

  /// The thin singular value decomposition of the target, computed once.
  ///
  /// - Throws: `linearAlgebra`.
  /// - Complexity: O(n m min(n, m)), or nothing where it is known.
  public func svd() throws(FactorizationError) -> SVD<Scalar> {
    if let svd = known.svd ?? products?.svd { return svd }
    let svd = try FactorizationError.naming("target") { () throws(LinearAlgebraError) in
      try target.entries().svd()
    }
    products?.svd = svd
    return svd
  }
}

/// What has been computed from a target alone, shared by all copies of a problem: whoever asks again gets the same.
final class TargetProducts<Scalar: BLASScalar>: Sendable {
  private struct Contents: Sendable {
    var projections: [(feedbackTransposed: Matrix<Scalar>, projection: Matrix<Scalar>)] = []
    var spectralNormEstimate: Scalar?
    var svd: SVD<Scalar>?
  }
  private let contents = Mutex(Contents())
  /// How many feedback matrices are kept: as many as the rules of a comparison make of one.
  private static var capacity: Int { 4 }

  func projection(through feedbackTransposed: Matrix<Scalar>) -> Matrix<Scalar>? {
    contents.withLock { contents in
      contents.projections.first { $0.feedbackTransposed == feedbackTransposed }?.projection
    }
  }

  func add(_ projection: Matrix<Scalar>, through feedbackTransposed: Matrix<Scalar>) {
    contents.withLock { contents in
      contents.projections = contents.projections.suffix(Self.capacity - 1)
      contents.projections.append((feedbackTransposed, projection))
    }
  }

  /// The estimate of s_1.
  var spectralNormEstimate: Scalar? {
    get { contents.withLock { $0.spectralNormEstimate } }
    set { contents.withLock { $0.spectralNormEstimate = newValue } }
  }

  var svd: SVD<Scalar>? {
    get { contents.withLock { $0.svd } }
    set { contents.withLock { $0.svd = newValue } }
  }
}
