/// A product, or a table of distances, of either scalar that is computed in parts.
@unsafe
enum SplitJob {
  case double(SplitProduct<Double>)
  case float(SplitProduct<Float>)
  case tallDouble(TallProduct<Double>)
  case tallFloat(TallProduct<Float>)
  case narrowDouble(NarrowProduct<Double>)
  case narrowFloat(NarrowProduct<Float>)
  case residual(ResidualSquares)
  case sparseDouble(SparseProduct<Double>)
  case sparseFloat(SparseProduct<Float>)
  case distancesDouble(DistanceTable<Double>)
  case distancesFloat(DistanceTable<Float>)

  /// Computes one of several parts: the first in the result itself, the others there or in
  /// `storage`.
  func run(part: Int, of parts: Int, storage: UnsafeMutableRawPointer?) {
    switch unsafe self {
    case .double(let product): unsafe product.run(part: part, of: parts, storage: storage)
    case .float(let product): unsafe product.run(part: part, of: parts, storage: storage)
    case .tallDouble(let product): unsafe product.run(part: part, of: parts)
    case .tallFloat(let product): unsafe product.run(part: part, of: parts)
    case .narrowDouble(let product): unsafe product.run(part: part, of: parts)
    case .narrowFloat(let product): unsafe product.run(part: part, of: parts)
    case .residual(let squares): unsafe squares.run(part: part, of: parts)
    case .sparseDouble(let product): unsafe product.run(part: part, of: parts)
    case .sparseFloat(let product): unsafe product.run(part: part, of: parts)
    case .distancesDouble(let table): unsafe table.run(part: part, of: parts)
    case .distancesFloat(let table): unsafe table.run(part: part, of: parts)
    }
  }

  /// Adds a part that was computed in `storage` to the result.
  func add(_ storage: UnsafeMutableRawPointer) {
    switch unsafe self {
    case .double(let product): unsafe product.add(storage)
    case .float(let product): unsafe product.add(storage)
    default: break
    }
  }
}
