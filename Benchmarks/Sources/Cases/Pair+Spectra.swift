import COpenBLAS
import FALinalg

private let columns = LAPACK_COL_MAJOR
private let lower = CChar(UInt8(ascii: "L"))
private let vectors = CChar(UInt8(ascii: "V"))
private let none = CChar(UInt8(ascii: "N"))
private let thin = CChar(UInt8(ascii: "S"))
private let byIndex = CChar(UInt8(ascii: "I"))

extension Pair {
  /// Singular values and eigenvalues, against LAPACKE's `_work` routines on a copy of the matrix.
  static let spectra: [Pair] =
    [8, 16, 32, 64, 128, 512].flatMap { n in
      [svd(n), singularValues(n), symmetricEigen(n), selectedEigen(n), eigen(n), schur(n)]
    } + [floatSVD(32), floatSVD(512)]

  private static func svd(_ n: Int) -> Pair {
    let order = Int32(n)
    return svd(n, call: "memcpy, LAPACKE_dgesdd_work") { a, s, u, vt, work, length, integers in
      LAPACKE_dgesdd_work(
        columns, thin, order, order, a, order, s, u, order, vt, order, work, length, integers)
    }
  }

  private static func floatSVD(_ n: Int) -> Pair {
    let order = Int32(n)
    return svd(n, call: "memcpy, LAPACKE_sgesdd_work") { a, s, u, vt, work, length, integers in
      LAPACKE_sgesdd_work(
        columns, thin, order, order, a, order, s, u, order, vt, order, work, length, integers)
    }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private static func svd<Scalar: BLASScalar>(
    _ n: Int, call: String,
    gesdd:
      @escaping @Sendable (
        _ a: UnsafeMutablePointer<Scalar>, _ s: UnsafeMutablePointer<Scalar>,
        _ u: UnsafeMutablePointer<Scalar>, _ vt: UnsafeMutablePointer<Scalar>,
        _ work: UnsafeMutablePointer<Scalar>, _ length: Int32,
        _ integers: UnsafeMutablePointer<Int32>
      ) -> Int32
  ) -> Pair {
    Pair("svd", "\(n)", Scalar.self, call: call) {
      let a: Matrix<Scalar> = normal(n, n, "a")
      let svd = Held(Factoring(SVD<Scalar>(rows: n, columns: n), Scalar.self))
      let query = LAPACKCall(a)
      let s = Buffer(n, filledWith: Scalar(0))
      let (u, vt) = (Buffer(n * n, filledWith: Scalar(0)), Buffer(n * n, filledWith: Scalar(0)))
      _ = gesdd(
        query.target.base, s.base, u.base, vt.base, query.work.base, -1, query.integers.base)
      let length = Int(query.work.base[0]) + 64
      let raw = LAPACKCall(a, work: length, integers: 8 * n)
      return Prepared(
        ours: { svd.repeating($0) { try! $0.factors.factor(a, workspace: &$0.workspace) } },
        raw: {
          for _ in 0..<$0 {
            raw.copy()
            let info = gesdd(
              raw.target.base, s.base, u.base, vt.base, raw.work.base, Int32(length),
              raw.integers.base)
            precondition(info == 0)
          }
        }, copy: { for _ in 0..<$0 { raw.copy() } },
        difference: { relativeDifference(svd.read { $0.factors.singularValues }, s.entries) })
    }
  }

  private static func singularValues(_ n: Int) -> Pair {
    Pair("singular values", "\(n)", Double.self, call: "memcpy, LAPACKE_dgesdd_work") {
      let a: Matrix<Double> = normal(n, n, "a")
      let order = Int32(n)
      let values = Held(Factoring([Double]()))
      let raw = LAPACKCall(a, work: 100 * n + 100, integers: 8 * n)
      let s = Buffer(n, filledWith: 0.0)
      return Prepared(
        ours: {
          values.repeating($0) {
            try! a.singularValues(into: &$0.factors, workspace: &$0.workspace)
          }
        },
        raw: {
          for _ in 0..<$0 {
            raw.copy()
            let info = LAPACKE_dgesdd_work(
              columns, none, order, order, raw.target.base, order, s.base, nil, order, nil, order,
              raw.work.base, Int32(100 * n + 100), raw.integers.base)
            precondition(info == 0)
          }
        }, copy: { for _ in 0..<$0 { raw.copy() } },
        difference: { relativeDifference(values.read { $0.factors }, s.entries) })
    }
  }

  private static func symmetricEigen(_ n: Int) -> Pair {
    Pair("symmetric eigen", "\(n)", Double.self, call: "memcpy, LAPACKE_dsyevd_work") {
      let a = symmetric(n)
      let order = Int32(n)
      let eigen = Held(Factoring(SymmetricEigen<Double>(order: n)))
      let length = 2 * n * n + 6 * n + 64 * n
      let raw = LAPACKCall(a, work: length, integers: 5 * n + 3)
      let values = Buffer(n, filledWith: 0.0)
      return Prepared(
        ours: { eigen.repeating($0) { try! $0.factors.factor(a, workspace: &$0.workspace) } },
        raw: {
          for _ in 0..<$0 {
            raw.copy()
            let info = LAPACKE_dsyevd_work(
              columns, vectors, lower, order, raw.target.base, order, values.base, raw.work.base,
              Int32(length), raw.integers.base, 5 * order + 3)
            precondition(info == 0)
          }
        }, copy: { for _ in 0..<$0 { raw.copy() } },
        difference: { relativeDifference(eigen.read { $0.factors.values }, values.entries) })
    }
  }

  private static func selectedEigen(_ n: Int) -> Pair {
    let count = Swift.max(1, n / 10)
    return Pair(
      "symmetric eigen, top \(count)", "\(n)", Double.self, call: "memcpy, LAPACKE_dsyevr_work"
    ) {
      let a = symmetric(n)
      let order = Int32(n)
      let eigen = Held(Factoring(SymmetricEigen<Double>(order: n)))
      let raw = LAPACKCall(a, work: 64 * n + 64, integers: 12 * n)
      let (values, v) = (Buffer(n, filledWith: 0.0), Buffer(n * count, filledWith: 0.0))
      return Prepared(
        ours: {
          eigen.repeating($0) {
            try! $0.factors.factor(
              a, .indices((n - count)..<n), workspace: &$0.workspace)
          }
        },
        raw: {
          for _ in 0..<$0 {
            raw.copy()
            var found: Int32 = 0
            let info = LAPACKE_dsyevr_work(
              columns, vectors, byIndex, lower, order, raw.target.base, order, 0, 0,
              order - Int32(count) + 1, order, 0, &found, values.base, v.base, order,
              raw.integers.base, raw.work.base, Int32(64 * n + 64), raw.integers.base + 2 * n,
              10 * order)
            precondition(info == 0)
          }
        }, copy: { for _ in 0..<$0 { raw.copy() } },
        difference: {
          relativeDifference(
            eigen.read { $0.factors.values }, Array(values.entries.prefix(count)))
        })
    }
  }

  private static func schur(_ n: Int) -> Pair {
    Pair("schur", "\(n)", Double.self, call: "memcpy, LAPACKE_dgees_work") {
      let a: Matrix<Double> = normal(n, n, "a")
      let order = Int32(n)
      let schur = Held(Factoring(RealSchur<Double>(order: n)))
      let raw = LAPACKCall(a, work: 100 * n)
      let (real, imaginary) = (Buffer(n, filledWith: 0.0), Buffer(n, filledWith: 0.0))
      let q = Buffer(n * n, filledWith: 0.0)
      return Prepared(
        ours: { schur.repeating($0) { try! $0.factors.factor(a, workspace: &$0.workspace) } },
        raw: {
          for _ in 0..<$0 {
            raw.copy()
            var count: Int32 = 0
            let info = LAPACKE_dgees_work(
              columns, vectors, none, nil, order, raw.target.base, order, &count, real.base,
              imaginary.base, q.base, order, raw.work.base, Int32(100 * n), nil)
            precondition(info == 0)
          }
        }, copy: { for _ in 0..<$0 { raw.copy() } },
        difference: {
          relativeDifference(
            schur.read { $0.factors.values.map(\.real).sorted() }, real.entries.sorted())
        })
    }
  }

  private static func eigen(_ n: Int) -> Pair {
    Pair("eigen", "\(n)", Double.self, call: "memcpy, LAPACKE_dgeev_work") {
      let a: Matrix<Double> = normal(n, n, "a")
      let order = Int32(n)
      let eigen = Held(Factoring(Eigen<Double>(order: n)))
      let raw = LAPACKCall(a, work: 100 * n)
      let (real, imaginary) = (Buffer(n, filledWith: 0.0), Buffer(n, filledWith: 0.0))
      let v = Buffer(n * n, filledWith: 0.0)
      return Prepared(
        ours: { eigen.repeating($0) { try! $0.factors.factor(a, workspace: &$0.workspace) } },
        raw: {
          for _ in 0..<$0 {
            raw.copy()
            let info = LAPACKE_dgeev_work(
              columns, none, vectors, order, raw.target.base, order, real.base, imaginary.base,
              nil, order, v.base, order, raw.work.base, Int32(100 * n))
            precondition(info == 0)
          }
        }, copy: { for _ in 0..<$0 { raw.copy() } },
        difference: {
          relativeDifference(
            eigen.read { $0.factors.values.map(\.real).sorted() }, real.entries.sorted())
        })
    }
  }
}

extension Pair {
  /// Every pair that is measured.
  public static let all = products + elementwise + entrywise + systems + orthogonal + spectra
}
