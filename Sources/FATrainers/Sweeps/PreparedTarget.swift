import FALinalg
import Synchronization

/// A matrix and what all cells of it have in common.
final class PreparedTarget<Scalar: BLASScalar>: Sendable {
  let matrix: any LinearOperator<Scalar>
  /// The singular value decomposition, which serves every rank, rule and seed; nil for a matrix that is
  /// too large for one.
  let svd: SVD<Scalar>?
  private let optima = Mutex<[Int: Optimum<Scalar>]>([:])

  init(matrix: any LinearOperator<Scalar>, svd: SVD<Scalar>?) {
    self.matrix = matrix
    self.svd = svd
  }

  /// The optimum of a problem with this matrix, computed once for each rank.
  func optimum<Target: LinearOperator<Scalar>>(
    of problem: FactorizationProblem<Target>
  ) throws(FactorizationError) -> Optimum<Scalar> {
    try optima.withLock { (optima) throws(FactorizationError) in
      if let known = optima[problem.rank] { return known }
      let optimum =
        if let svd { Optimum(of: problem, svd: svd) } else { try Optimum(of: problem) }
      optima[problem.rank] = optimum
      return optimum
    }
  }
}

extension LinearOperator {
  /// The thin singular value decomposition, where it serves all cells.
  func sharedSVD() throws(LinearAlgebraError) -> SVD<Scalar>? {
    neededCount.isDecomposedForAll ? try dense().svd() : nil
  }
}
