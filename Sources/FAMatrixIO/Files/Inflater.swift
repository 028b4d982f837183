internal import CZlib

/// A stream of deflated bytes on its way to being whole again.
@safe
struct Inflater: ~Copyable {
  enum Outcome {
    /// All of the input was taken, and the stream goes on.
    case needsMore
    /// The stream ended, and so many bytes of the input were not part of it.
    case ended(unused: Int)
    /// The input is no such stream, or there is no room for what it holds.
    case failed
  }

  // zlib's state points back to the stream, which therefore must not move.
  private let stream: UnsafeMutablePointer<z_stream>

  /// A stream from its beginning; nil if there is no memory.
  init?() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // A negative number of bits: no header and no checksum of zlib's own.
    guard unsafe inflateInit2_(stream, -15, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK
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
    _ source: UnsafeMutableRawBufferPointer, into target: UnsafeMutableRawBufferPointer,
    from filled: inout Int
  ) -> Outcome {
    unsafe stream.pointee.next_in = source.bindMemory(to: UInt8.self).baseAddress
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
        return unused == 0 ? .needsMore : .failed
      }
    }
  }
}
