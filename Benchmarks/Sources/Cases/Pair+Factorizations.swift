import COpenBLAS
import FALinalg

private let columns = LAPACK_COL_MAJOR
private let lower = CChar(UInt8(ascii: "L"))
private let upper = CChar(UInt8(ascii: "U"))

/// The C side of a factorization: the matrix, the copy of it that LAPACK overwrites, and workspace.
struct LAPACKCall<Scalar: BLASScalar> {
  let source: Matrix<Scalar>
  let target: Buffer<Scalar>
  let work: Buffer<Scalar>
  let integers: Buffer<Int32>

  init(
    _ source: Matrix<Scalar>, work: Int = 1, integers: Int = 1, placedLike other: [Scalar]? = nil
  ) {
    self.source = source
    target = Buffer(source.count, filledWith: 0, placedLike: other)
    self.work = Buffer(work, filledWith: 0)
    self.integers = Buffer(integers, filledWith: 0)
  }

  func copy() { target.fill(from: source.elements) }
}

extension Pair {
  /// Factorizations into storage and workspace that are held, against a copy of the matrix and
  /// LAPACKE's `_work` routines on it.
  static let systems: [Pair] =
    [8, 16, 32, 64, 128, 512, 1000].flatMap { n in [lu(n), cholesky(n), ldl(n)] }
    + [32, 512].flatMap { n in [floatLU(n), floatCholesky(n)] }

  private static func cholesky(_ n: Int) -> Pair {
    let order = Int32(n)
    return cholesky(n, call: "memcpy, LAPACKE_dpotrf_work") {
      LAPACKE_dpotrf_work(columns, lower, order, $0, order)
    }
  }

  private static func floatCholesky(_ n: Int) -> Pair {
    let order = Int32(n)
    return cholesky(n, call: "memcpy, LAPACKE_spotrf_work") {
      LAPACKE_spotrf_work(columns, lower, order, $0, order)
    }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private static func cholesky<Scalar: BLASScalar>(
    _ n: Int, call: String,
    potrf: @escaping @Sendable (UnsafeMutablePointer<Scalar>) -> Int32
  ) -> Pair {
    Pair("cholesky", "\(n)", Scalar.self, call: call) {
      let a = positiveDefinite(n, Scalar.self)
      let chol = Held(Cholesky<Scalar>(order: n))
      let raw = LAPACKCall(a, placedLike: chol.read { $0.l.elements })
      return Prepared(
        ours: { chol.repeating($0) { try! $0.factor(a) } },
        raw: {
          for _ in 0..<$0 {
            raw.copy()
            precondition(potrf(raw.target.base) == 0)
          }
        }, copy: { for _ in 0..<$0 { raw.copy() } },
        difference: {
          relativeDifference(
            chol.read { $0.l.elements }, raw.target.entries.onAndBelowDiagonal(n))
        })
    }
  }

  private static func lu(_ n: Int) -> Pair {
    let order = Int32(n)
    return lu(n, call: "memcpy, LAPACKE_dgetrf_work") {
      LAPACKE_dgetrf_work(columns, order, order, $0, order, $1)
    }
  }

  private static func floatLU(_ n: Int) -> Pair {
    let order = Int32(n)
    return lu(n, call: "memcpy, LAPACKE_sgetrf_work") {
      LAPACKE_sgetrf_work(columns, order, order, $0, order, $1)
    }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private static func lu<Scalar: BLASScalar>(
    _ n: Int, call: String,
    getrf: @escaping @Sendable (UnsafeMutablePointer<Scalar>, UnsafeMutablePointer<Int32>) -> Int32
  ) -> Pair {
    Pair("lu", "\(n)", Scalar.self, call: call) {
      let a: Matrix<Scalar> = normal(n, n, "a")
      let (lu, raw) = (Held(LU<Scalar>(rows: n, columns: n)), LAPACKCall(a, integers: n))
      return Prepared(
        ours: { lu.repeating($0) { try! $0.factor(a) } },
        raw: {
          for _ in 0..<$0 {
            raw.copy()
            precondition(getrf(raw.target.base, raw.integers.base) == 0)
          }
        }, copy: { for _ in 0..<$0 { raw.copy() } },
        difference: {
          relativeDifference(
            (0..<n).map { i in lu.read { $0.u[i, i] } },
            (0..<n).map { raw.target.base[$0 * (n + 1)] })
        })
    }
  }

  private static func ldl(_ n: Int) -> Pair {
    Pair("ldl", "\(n)", Double.self, call: "memcpy, LAPACKE_dsytrf_work") {
      let a = symmetric(n)
      let order = Int32(n)
      let ldl = Held(Factoring(LDL<Double>(order: n)))
      let raw = LAPACKCall(a, work: 64 * n, integers: n)
      return Prepared(
        ours: { ldl.repeating($0) { try! $0.factors.factor(a, workspace: &$0.workspace) } },
        raw: {
          for _ in 0..<$0 {
            raw.copy()
            let info = LAPACKE_dsytrf_work(
              columns, lower, order, raw.target.base, order, raw.integers.base, raw.work.base,
              Int32(64 * n))
            precondition(info == 0)
          }
        }, copy: { for _ in 0..<$0 { raw.copy() } },
        difference: {
          relativeDifference(
            (0..<n).map { i in ldl.read { $0.factors.d[i, i] } },
            (0..<n).map { raw.target.base[$0 * (n + 1)] })
        })
    }
  }

  static let orthogonal: [Pair] =
    [8, 16, 32, 64, 128, 512].flatMap { n in [qr(n, n), pivotedQR(n), lq(n)] } + [qr(2000, 50)]

  private static func qr(_ m: Int, _ n: Int) -> Pair {
    Pair(
      "qr", "\(m)x\(n)", Double.self,
      call: "memcpy, LAPACKE_dgeqrf_work, dlacpy, LAPACKE_dorgqr_work"
    ) {
      let a: Matrix<Double> = normal(m, n, "a")
      let (rows, k) = (Int32(m), Int32(n))
      let qr = Held(Factoring(QR<Double>(rows: m, columns: n)))
      let raw = LAPACKCall(a, work: 64 * n)
      let (scales, r) = (Buffer(n, filledWith: 0.0), Buffer(n * n, filledWith: 0.0))
      return Prepared(
        ours: { qr.repeating($0) { try! $0.factors.factor(a, workspace: &$0.workspace) } },
        raw: {
          for _ in 0..<$0 {
            raw.copy()
            LAPACKE_dgeqrf_work(
              columns, rows, k, raw.target.base, rows, scales.base, raw.work.base, 64 * k)
            LAPACKE_dlacpy_work(columns, upper, k, k, raw.target.base, rows, r.base, k)
            LAPACKE_dorgqr_work(
              columns, rows, k, k, raw.target.base, rows, scales.base, raw.work.base, 64 * k)
          }
        }, copy: { for _ in 0..<$0 { raw.copy() } },
        difference: { relativeDifference(qr.read { $0.factors.q.elements }, raw.target.entries) })
    }
  }

  private static func lq(_ n: Int) -> Pair {
    Pair(
      "lq", "\(n)", Double.self,
      call: "memcpy, LAPACKE_dgelqf_work, dlacpy, LAPACKE_dorglq_work"
    ) {
      let a: Matrix<Double> = normal(n, n, "a")
      let order = Int32(n)
      let lq = Held(Factoring(LQ<Double>(rows: n, columns: n)))
      let raw = LAPACKCall(a, work: 64 * n)
      let (scales, l) = (Buffer(n, filledWith: 0.0), Buffer(n * n, filledWith: 0.0))
      return Prepared(
        ours: { lq.repeating($0) { try! $0.factors.factor(a, workspace: &$0.workspace) } },
        raw: {
          for _ in 0..<$0 {
            raw.copy()
            LAPACKE_dgelqf_work(
              columns, order, order, raw.target.base, order, scales.base, raw.work.base, 64 * order)
            LAPACKE_dlacpy_work(columns, lower, order, order, raw.target.base, order, l.base, order)
            LAPACKE_dorglq_work(
              columns, order, order, order, raw.target.base, order, scales.base, raw.work.base,
              64 * order)
          }
        }, copy: { for _ in 0..<$0 { raw.copy() } },
        difference: { relativeDifference(lq.read { $0.factors.q.elements }, raw.target.entries) })
    }
  }

  private static func pivotedQR(_ n: Int) -> Pair {
    Pair("pivoted qr", "\(n)", Double.self, call: "memcpy, LAPACKE_dgeqp3_work") {
      let a: Matrix<Double> = normal(n, n, "a")
      let order = Int32(n)
      let qr = Held(Factoring(HouseholderQR<Double>(rows: n, columns: n)))
      let raw = LAPACKCall(a, work: 64 * n + 64, integers: n)
      let scales = Buffer(n, filledWith: 0.0)
      return Prepared(
        ours: {
          qr.repeating($0) {
            try! $0.factors.factor(a, pivoting: true, workspace: &$0.workspace)
          }
        },
        raw: {
          for _ in 0..<$0 {
            raw.copy()
            raw.integers.base.update(repeating: 0, count: n)
            LAPACKE_dgeqp3_work(
              columns, order, order, raw.target.base, order, raw.integers.base, scales.base,
              raw.work.base, 64 * order + 64)
          }
        }, copy: { for _ in 0..<$0 { raw.copy() } },
        difference: {
          relativeDifference(
            (0..<n).map { i in qr.read { $0.factors.r[i, i] } },
            (0..<n).map { raw.target.base[$0 * (n + 1)] })
        })
    }
  }
}

extension Array where Element: BLASScalar {
  /// The entries of a square matrix with those above the diagonal replaced by zeros.
  func onAndBelowDiagonal(_ n: Int) -> [Element] {
    enumerated().map { $0.offset % n >= $0.offset / n ? $0.element : 0 }
  }
}

func positiveDefinite<Scalar: BLASScalar>(_ n: Int, _: Scalar.Type) -> Matrix<Scalar> {
  let x: Matrix<Scalar> = normal(n, n, "a")
  return (x * x.transposed).adding(Matrix.identity(n), scaledBy: Scalar(n))
}

func symmetric(_ n: Int) -> Matrix<Double> {
  let x: Matrix<Double> = normal(n, n, "a")
  return x + x.transposed
}
