/// The explicit Runge-Kutta pair of orders 5 and 4, whose last stage is the first of the next step.
///
/// Source: J. Dormand, P. Prince, "A family of embedded Runge-Kutta formulae", J. Comput. Appl.
/// Math. 6 (1980).
enum DormandPrince {
  /// The coefficients of stages two to seven; the last row gives the solution of order 5.
  static let stages: [[Double]] = [
    [1 / 5],
    [3 / 40, 9 / 40],
    [44 / 45, -56 / 15, 32 / 9],
    [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
    [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
    [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
  ]

  /// The weights of order 5 less those of order 4.
  static let errorWeights: [Double] = [
    71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40,
  ]
}
