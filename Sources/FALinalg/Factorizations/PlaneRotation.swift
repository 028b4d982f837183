internal import CBLAS

/// The rotation [c, s; -s, c] that takes (a, b) to (radius, 0), with a radius that is not negative.
struct PlaneRotation<Scalar: BLASScalar> {
  let cosine: Scalar
  let sine: Scalar
  let radius: Scalar

  /// Without overflow or underflow along the way.
  @inline(__always)
  init(_ a: Scalar, _ b: Scalar) {
    let scale = max(a.magnitude, b.magnitude)
    guard scale > 0 else {
      (cosine, sine, radius) = (1, 0, 0)
      return
    }
    let (x, y) = (a / scale, b / scale)
    let length = (x * x + y * y).squareRoot()
    (cosine, sine, radius) = (x / length, y / length, scale * length)
  }

  /// Replaces x by c x + s y, and y by c y - s x.
  @inline(__always)
  func apply(
    to x: UnsafeMutablePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>, _ count: Int,
    stride: Int = 1
  ) {
    let increment = blasInt(stride)
    unsafe blas_rot(
      Scalar.letter, blasInt(count), x, increment, y, increment, Double(cosine), Double(sine))
  }
}
