import FALinalg
import Fixtures

// An image by a few singular vectors: of rank eight, and as few as an error of 2 % allows.

let fixture = Fixture("image_compression")
let image = try fixture.matrix("image")

let (best, small, frugal) = try measured {
  let best = try image.truncatedSVD(rank: 8)
  return (best, best.reconstruct(), try image.truncatedSVD(relativeError: 0.02))
}
let stored = best.rank * (image.rows + image.columns + 1)
print(
  "rank \(best.rank): \(stored) numbers instead of \(image.count), error \(best.error / image.frobeniusNorm)"
)
print("2 %: rank \(frugal.rank)")
try fixture.check("small", small, within: 1e-10)
try fixture.check("error", [best.error], within: 1e-9)
try fixture.check("rank", [Double(frugal.rank)], within: 0)
