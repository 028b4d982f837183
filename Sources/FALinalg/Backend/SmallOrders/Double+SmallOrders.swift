internal import CKernels

// The kernels for small orders of ``BLASScalar``.

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension Double {
  public static func _eliminate(
    _ first: UnsafePointer<Self>, _ second: UnsafePointer<Self>, _ count: Int,
    _ unknowns: UnsafePointer<Self>, _ columns: UnsafeMutablePointer<Self>, _ stride: Int,
    _ width: Int
  ) {
    unsafe fa_eliminate_double(
      vectorBytes, first, second, count, unknowns, columns, stride, width)
  }

  public static func _reflectColumns(
    _ tail: UnsafePointer<Self>, _ count: Int, _ tau: Self,
    _ columns: UnsafeMutablePointer<Self>, _ stride: Int, _ width: Int
  ) {
    unsafe fa_reflect_columns_double(vectorBytes, tail, count, tau, columns, stride, width)
  }
}
