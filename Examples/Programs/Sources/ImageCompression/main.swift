import FALinalg
import Fixtures

// An image by a few singular vectors: by as few as an error of 2 % allows, and by the first eight.

let fixture = Fixture("image_compression")
let image = try fixture.matrix("image")

let (frugal, best, small) = try measured {
  let frugal = try image.truncatedSVD(relativeError: 0.02)
  let best = frugal.prefix(8)
  return (frugal, best, best.reconstruct())
}
let stored = best.rank * (image.rows + image.columns + 1)
print("2 %: rank \(frugal.rank)")
print(
  "rank \(best.rank): \(stored) numbers instead of \(image.count), error \(best.error / image.frobeniusNorm)"
)
try fixture.check("rank", [Double(frugal.rank)], within: 0)
try fixture.check("small", small, within: 1e-10)
try fixture.check("error", [best.error], within: 1e-9)
