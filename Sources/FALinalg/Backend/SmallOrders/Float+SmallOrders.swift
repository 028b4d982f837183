internal import CKernels

// The kernels for small orders of ``BLASScalar``.

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension Float {
  public static func _rotate(
    _ x: UnsafeMutablePointer<Self>, _ y: UnsafeMutablePointer<Self>, _ sine: Self,
    _ cosine: Self, _ count: Int
  ) {
    unsafe fa_rotate_float(vectorBytes, x, y, sine, cosine, count)
  }

  public static func _eliminate(
    _ first: UnsafePointer<Self>, _ second: UnsafePointer<Self>, _ count: Int,
    _ unknowns: UnsafePointer<Self>, _ columns: UnsafeMutablePointer<Self>, _ stride: Int,
    _ width: Int
  ) {
    unsafe fa_eliminate_float(
      vectorBytes, first, second, count, unknowns, columns, stride, width)
  }

  public static func _reflectColumns(
    _ tail: UnsafePointer<Self>, _ count: Int, _ tau: Self,
    _ columns: UnsafeMutablePointer<Self>, _ stride: Int, _ width: Int
  ) {
    unsafe fa_reflect_columns_float(vectorBytes, tail, count, tau, columns, stride, width)
  }

  public static func _reflectRows(
    _ vector: UnsafePointer<Self>, _ width: Int, _ tau: Self,
    _ columns: UnsafeMutablePointer<Self>, _ stride: Int, _ rows: Int
  ) {
    unsafe fa_reflect_rows_float(vectorBytes, vector, width, tau, columns, stride, rows)
  }
}
