// What the loops for small orders do to parts of columns. Their length changes with every call, so
// each takes numbers by eights or fours and has the rest by twos and ones; a loop that the compiler
// vectorizes by itself spends longer on finding out how.

@inline(__always)
private func load<Scalar, Numbers: SIMD<Scalar>>(
  _ numbers: UnsafePointer<Scalar>, as _: Numbers.Type
) -> Numbers {
  unsafe UnsafeRawPointer(numbers).loadUnaligned(as: Numbers.self)
}

/// Subtracts a multiple of one vector from another.
@inline(__always)
func subtract<Scalar: BLASScalar>(
  _ factor: Scalar, times x: UnsafePointer<Scalar>, from y: UnsafeMutablePointer<Scalar>,
  _ count: Int
) {
  func step<Numbers: SIMD<Scalar>>(_ place: Int, _: Numbers.Type) {
    let difference =
      unsafe load(y + place, as: Numbers.self)
      - load(x + place, as: Numbers.self) * factor
    unsafe UnsafeMutableRawPointer(y + place).storeBytes(of: difference, as: Numbers.self)
  }
  var place = 0
  while place &+ 4 <= count {
    step(place, SIMD4<Scalar>.self)
    place &+= 4
  }
  if place &+ 2 <= count {
    step(place, SIMD2<Scalar>.self)
    place &+= 2
  }
  if place < count { unsafe y[place] -= x[place] * factor }
}

/// Subtracts multiples of two vectors from a third.
@inline(__always)
func subtract<Scalar: BLASScalar>(
  _ first: Scalar, times x: UnsafePointer<Scalar>, _ second: Scalar,
  times y: UnsafePointer<Scalar>, from z: UnsafeMutablePointer<Scalar>, _ count: Int
) {
  func step<Numbers: SIMD<Scalar>>(_ place: Int, _: Numbers.Type) {
    let difference =
      unsafe load(z + place, as: Numbers.self)
      - load(x + place, as: Numbers.self) * first - load(y + place, as: Numbers.self) * second
    unsafe UnsafeMutableRawPointer(z + place).storeBytes(of: difference, as: Numbers.self)
  }
  var place = 0
  while place &+ 4 <= count {
    step(place, SIMD4<Scalar>.self)
    place &+= 4
  }
  if place &+ 2 <= count {
    step(place, SIMD2<Scalar>.self)
    place &+= 2
  }
  if place < count { unsafe z[place] -= x[place] * first + y[place] * second }
}

/// Subtracts from a vector the sum of the columns of a matrix, each times one of the factors.
@inline(__always)
func subtractColumns<Scalar: BLASScalar>(
  _ columns: UnsafePointer<Scalar>, stride: Int, times factors: UnsafePointer<Scalar>,
  factorStride: Int, _ columnCount: Int, from y: UnsafeMutablePointer<Scalar>, _ count: Int
) {
  func step<Numbers: SIMD<Scalar>>(_ place: Int, _: Numbers.Type) {
    var rest = unsafe load(y + place, as: Numbers.self)
    var (column, factor) = unsafe (columns + place, factors)
    for _ in 0..<columnCount {
      unsafe rest -= load(column, as: Numbers.self) * factor.pointee
      unsafe column += stride
      unsafe factor += factorStride
    }
    unsafe UnsafeMutableRawPointer(y + place).storeBytes(of: rest, as: Numbers.self)
  }
  var place = 0
  while place &+ 8 <= count {
    step(place, SIMD8<Scalar>.self)
    place &+= 8
  }
  if place &+ 4 <= count {
    step(place, SIMD4<Scalar>.self)
    place &+= 4
  }
  if place &+ 2 <= count {
    step(place, SIMD2<Scalar>.self)
    place &+= 2
  }
  guard place < count else { return }
  for column in 0..<columnCount {
    unsafe y[place] -= columns[place &+ column &* stride] * factors[column &* factorStride]
  }
}

/// The scalar product of two vectors.
@inline(__always)
func dot<Scalar: BLASScalar>(
  _ x: UnsafePointer<Scalar>, _ y: UnsafePointer<Scalar>, _ count: Int
) -> Scalar {
  func product<Numbers: SIMD<Scalar>>(_ place: Int, _: Numbers.Type) -> Numbers {
    unsafe load(x + place, as: Numbers.self) * load(y + place, as: Numbers.self)
  }
  var four = SIMD4<Scalar>(repeating: 0)
  var place = 0
  while place &+ 4 <= count {
    four += product(place, SIMD4<Scalar>.self)
    place &+= 4
  }
  var two = four.lowHalf + four.highHalf
  if place &+ 2 <= count {
    two += product(place, SIMD2<Scalar>.self)
    place &+= 2
  }
  let sum = two[0] + two[1]
  return place < count ? unsafe sum + x[place] * y[place] : sum
}

/// Multiplies a vector by a number.
@inline(__always)
func scale<Scalar: BLASScalar>(
  _ vector: UnsafeMutablePointer<Scalar>, by factor: Scalar, _ count: Int
) {
  for place in 0..<count { unsafe vector[place] *= factor }
}

/// Exchanges two vectors.
@inline(__always)
func exchange<Scalar: BLASScalar>(
  _ x: UnsafeMutablePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>, _ count: Int
) {
  for place in 0..<count { unsafe swap(&x[place], &y[place]) }
}
