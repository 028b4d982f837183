import CLoops
import COpenBLAS
import FALinalg
import Foundation

extension Pair {
  /// Products into storage that is held, against `gemm` on the same storage.
  static let products: [Pair] =
    [4, 8, 16, 32, 64, 128, 256, 512, 1024].map { product($0, $0, $0) }
    + [4, 64, 512].map { floatProduct($0, $0, $0) }
    + [product(2000, 2000, 10), product(20_000, 4, 4), product(20_000, 20, 20)]
    + [product(1000, 40, 40), transposedProduct(5, 15, 5)]
    + [gram(32, 32), gram(720, 40), gram(20_000, 4), gram(20_000, 20)]

  private static func product(_ m: Int, _ k: Int, _ n: Int) -> Pair {
    Pair("product", "\(m)x\(k)x\(n)", Double.self, call: "cblas_dgemm") {
      let (a, b): (Matrix<Double>, Matrix<Double>) = (normal(m, k, "a"), normal(k, n, "b"))
      let (rawA, rawB) = (Buffer(a.elements), Buffer(b.elements))
      let (c, rawC) = (Held(Matrix<Double>.zeros(m, n)), Buffer(m * n, filledWith: 0.0))
      return Prepared(
        ours: { c.repeating($0) { multiply(a, b, into: &$0) } },
        raw: {
          for _ in 0..<$0 {
            cblas_dgemm(
              CblasColMajor, CblasNoTrans, CblasNoTrans, Int32(m), Int32(n), Int32(k), 1,
              rawA.base, Int32(m), rawB.base, Int32(k), 0, rawC.base, Int32(m))
          }
        }, difference: { relativeDifference(c.read { $0.elements }, rawC.entries) })
    }
  }

  private static func transposedProduct(_ m: Int, _ k: Int, _ n: Int) -> Pair {
    Pair("transposed product", "\(m)x\(k)x\(n)", Double.self, call: "cblas_dgemm") {
      let (a, b): (Matrix<Double>, Matrix<Double>) = (normal(k, m, "a"), normal(k, n, "b"))
      let (rawA, rawB) = (Buffer(a.elements), Buffer(b.elements))
      let (c, rawC) = (Held(Matrix<Double>.zeros(m, n)), Buffer(m * n, filledWith: 0.0))
      return Prepared(
        ours: { c.repeating($0) { multiply(a.transposed, b, into: &$0) } },
        raw: {
          for _ in 0..<$0 {
            cblas_dgemm(
              CblasColMajor, CblasTrans, CblasNoTrans, Int32(m), Int32(n), Int32(k), 1, rawA.base,
              Int32(k), rawB.base, Int32(k), 0, rawC.base, Int32(m))
          }
        }, difference: { relativeDifference(c.read { $0.elements }, rawC.entries) })
    }
  }

  private static func floatProduct(_ m: Int, _ k: Int, _ n: Int) -> Pair {
    Pair("product", "\(m)x\(k)x\(n)", Float.self, call: "cblas_sgemm") {
      let (a, b): (Matrix<Float>, Matrix<Float>) = (normal(m, k, "a"), normal(k, n, "b"))
      let (rawA, rawB) = (Buffer(a.elements), Buffer(b.elements))
      let (c, rawC) = (Held(Matrix<Float>.zeros(m, n)), Buffer(m * n, filledWith: Float(0)))
      return Prepared(
        ours: { c.repeating($0) { multiply(a, b, into: &$0) } },
        raw: {
          for _ in 0..<$0 {
            cblas_sgemm(
              CblasColMajor, CblasNoTrans, CblasNoTrans, Int32(m), Int32(n), Int32(k), 1,
              rawA.base, Int32(m), rawB.base, Int32(k), 0, rawC.base, Int32(m))
          }
        }, difference: { relativeDifference(c.read { $0.elements }, rawC.entries) })
    }
  }

  private static func gram(_ m: Int, _ n: Int) -> Pair {
    Pair("gram", "\(m)x\(n)", Double.self, call: "cblas_dgemm") {
      let a: Matrix<Double> = normal(m, n, "a")
      let (c, rawA) = (Held(Matrix<Double>.zeros(n, n)), Buffer(a.elements))
      let rawC = Buffer(n * n, filledWith: 0.0)
      return Prepared(
        ours: { c.repeating($0) { multiplyGram(of: a, into: &$0) } },
        raw: {
          for _ in 0..<$0 {
            cblas_dgemm(
              CblasColMajor, CblasTrans, CblasNoTrans, Int32(n), Int32(n), Int32(m), 1,
              rawA.base, Int32(m), rawA.base, Int32(m), 0, rawC.base, Int32(n))
          }
        }, difference: { relativeDifference(c.read { $0.elements }, rawC.entries) })
    }
  }

  /// a + s b, in new storage and in place, against C loops.
  static let elementwise: [Pair] =
    [1000, 100_000, 10_000_000].flatMap { count in
      [
        addingScaled(count, call: "malloc, C loop, free", add_scaled_double),
        addScaled(count, call: "C loop", accumulate_double),
      ]
    } + [
      addingScaled(100_000, call: "malloc, C loop, free", add_scaled_float),
      addScaled(100_000, call: "C loop", accumulate_float),
    ]

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private static func addingScaled<Scalar: BLASScalar>(
    _ count: Int, call: String,
    _ loop:
      @escaping @Sendable (
        UnsafeMutablePointer<Scalar>, UnsafePointer<Scalar>, UnsafePointer<Scalar>, Scalar, Int
      ) -> Void
  ) -> Pair {
    Pair("a + s b", "\(count)", Scalar.self, call: call) {
      let (a, b): (Matrix<Scalar>, Matrix<Scalar>) = (normal(count, 1, "a"), normal(count, 1, "b"))
      let (rawA, rawB) = (Buffer(a.elements), Buffer(b.elements))
      let (last, rawLast) = (Buffer(1, filledWith: Scalar(0)), Buffer(1, filledWith: Scalar(1)))
      return Prepared(
        ours: {
          for _ in 0..<$0 {
            let c = a.adding(b, scaledBy: 0.5)
            last.base[0] = c.elements[count - 1]
          }
        },
        raw: {
          for _ in 0..<$0 {
            let c = malloc(count * MemoryLayout<Scalar>.stride)!.assumingMemoryBound(
              to: Scalar.self)
            loop(c, rawA.base, rawB.base, 0.5, count)
            rawLast.base[0] = c[count - 1]
            free(c)
          }
        }, difference: { relativeDifference(last.entries, rawLast.entries) })
    }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private static func addScaled<Scalar: BLASScalar>(
    _ count: Int, call: String,
    _ loop:
      @escaping @Sendable (
        UnsafeMutablePointer<Scalar>, UnsafePointer<Scalar>, Scalar, Int
      ) -> Void
  ) -> Pair {
    Pair("a += s b", "\(count)", Scalar.self, call: call) {
      let (a, b): (Matrix<Scalar>, Matrix<Scalar>) = (normal(count, 1, "a"), normal(count, 1, "b"))
      let (sum, rawA, rawB) = (Held(a), Buffer(a.elements), Buffer(b.elements))
      return Prepared(
        ours: { sum.repeating($0) { $0.add(b, scaledBy: 0x1p-30) } },
        raw: { for _ in 0..<$0 { loop(rawA.base, rawB.base, 0x1p-30, count) } },
        difference: { relativeDifference(sum.read { $0.elements }, rawA.entries) })
    }
  }
}
