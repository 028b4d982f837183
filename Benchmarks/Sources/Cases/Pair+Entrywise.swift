import CLoops
import FALinalg

extension Pair {
  /// Functions of every entry, in place, against C loops: closures against what the compiler makes of
  /// the same expression, exp, log and tanh against the C library's functions for one number.
  static let entrywise: [Pair] =
    [1000, 100_000].flatMap { count in
      [
        mapped(count, call: "C loop") { square_double($1, $2) },
        mapped(count, call: "C loop") { square_float($1, $2) },
        zipped(count, call: "C loop", blend_double),
        zipped(count, call: "C loop", blend_float),
      ]
        + ElementaryFunction.allCases.flatMap { function in
          [
            elementary(function, count, loops[function]!.0),
            elementary(function, count, loops[function]!.1),
          ]
        }
    }

  private static let loops: [ElementaryFunction: (Loop<Double>, Loop<Float>)] = [
    .exp: (exp_double, exp_float), .log: (log_double, log_float),
    .tanh: (tanh_double, tanh_float),
  ]

  /// Replaces numbers by the values of a function.
  private typealias Loop<Scalar> =
    @Sendable (UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>, Int) -> Void

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private static func mapped<Scalar: BLASScalar>(
    _ count: Int, call: String, _ loop: @escaping Loop<Scalar>
  ) -> Pair {
    Pair("mapInPlace", "\(count)", Scalar.self, call: call) {
      let a: Matrix<Scalar> = normal(count, 1, "a")
      let (held, raw) = (Held(a), Buffer(a.elements))
      return Prepared(
        ours: { held.repeating($0) { $0.mapInPlace { 0.5 * $0 * $0 + 0.25 } } },
        raw: { for _ in 0..<$0 { loop(raw.base, raw.base, count) } },
        difference: { relativeDifference(held.read { $0.elements }, raw.entries) })
    }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private static func zipped<Scalar: BLASScalar>(
    _ count: Int, call: String, _ loop: @escaping Loop<Scalar>
  ) -> Pair {
    Pair("zipInPlace", "\(count)", Scalar.self, call: call) {
      let (a, b): (Matrix<Scalar>, Matrix<Scalar>) = (normal(count, 1, "a"), normal(count, 1, "b"))
      let (held, raw, rawB) = (Held(a), Buffer(a.elements), Buffer(b.elements))
      return Prepared(
        ours: { held.repeating($0) { $0.zipInPlace(b) { 0.5 * $0 + $1 } } },
        raw: { for _ in 0..<$0 { loop(rawB.base, raw.base, count) } },
        difference: { relativeDifference(held.read { $0.elements }, raw.entries) })
    }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private static func elementary<Scalar: BLASScalar>(
    _ function: ElementaryFunction, _ count: Int, _ loop: @escaping Loop<Scalar>
  ) -> Pair {
    Pair("\(function)", "\(count)", Scalar.self, call: "C loop with the C library's function") {
      let a = (normal(count, 1, "a") as Matrix<Scalar>).map { $0.magnitude + 0.1 }
      let (held, rawA, raw) = (Held(a), Buffer(a.elements), Buffer(a.elements))
      return Prepared(
        ours: {
          held.repeating($0) {
            $0.assign(a)
            $0.mapInPlace(function)
          }
        },
        raw: { for _ in 0..<$0 { loop(rawA.base, raw.base, count) } },
        difference: { relativeDifference(held.read { $0.elements }, raw.entries) })
    }
  }
}
