internal import CZlib

/// A stream of deflated bytes on its way to being whole again.
@safe
struct Inflater: ~Copyable {
  enum Outcome {
    /// All of the input was taken, and the stream goes on.
    case needsMore
    /// The stream ended, and so many bytes of the input were not part of it.
    case ended(unused: Int)
    /// There is no room for what the last bytes of the input hold, so many of them.
    case full(unused: Int)
    /// The input is no such stream.
    case failed
  }

  /// What is around the deflated bytes.
  enum Wrapper: CInt {
    /// Neither header nor checksum.
    case none = -15
    /// The header and the checksum of a gzip file; the latter is checked.
    case gzip = 31
  }

  // zlib's state points back to the stream, which therefore must not move.
  private let stream: UnsafeMutablePointer<z_stream>

  /// A stream from its beginning; nil if there is no memory.
  init?(_ wrapper: Wrapper) {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let size = unsafe CInt(MemoryLayout<z_stream>.size)
    guard unsafe inflateInit2_(stream, wrapper.rawValue, ZLIB_VERSION, size) == Z_OK
    else {
      unsafe stream.deallocate()
      return nil
    }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Inflates a piece into what is left of the target, of which `filled` bytes are taken.
  ///
  /// - Precondition: The piece is no longer than ``largestTransfer``.
  func inflate(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer,
    from filled: inout Int
  ) -> Outcome {
    // zlib does not write to its input, though its type says that it may.
    let bytes = unsafe source.bindMemory(to: UInt8.self).baseAddress
    unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes)
    unsafe stream.pointee.avail_in = uInt(source.count)
    // zlib wants an address even where nothing may be written.
    var nothing: UInt8 = 0
    return unsafe withUnsafeMutablePointer(to: &nothing) { nothing in
      while true {
        let room = min(target.count - filled, largestTransfer)
        let place = unsafe room > 0 ? target.baseAddress.map { unsafe $0 + filled } : nil
        unsafe stream.pointee.next_out = place?.assumingMemoryBound(to: UInt8.self) ?? nothing
        unsafe stream.pointee.avail_out = uInt(room)
        let code = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
        filled += unsafe room - Int(stream.pointee.avail_out)
        let unused = unsafe Int(stream.pointee.avail_in)
        guard code == Z_OK || code == Z_BUF_ERROR else {
          return code == Z_STREAM_END ? .ended(unused: unused) : .failed
        }
        if unsafe stream.pointee.avail_out == 0 && filled < target.count { continue }
        // Without room the end of a stream may still come, but nothing more than that.
        return unused == 0 ? .needsMore : .full(unused: unused)
      }
    }
  }
}
