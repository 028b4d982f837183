#if MPI
  internal import CMPI
  public import FALinalg

  /// The processes that `mpirun` started.
  ///
  /// A failure of MPI ends the job with MPI's message, and so does a process that dies.
  public struct MPICommunicator: Communicator {
    /// Which of the processes this one is, from 0 on.
    public let rank: Int
    /// The number of processes; 1 without `mpirun`.
    public let count: Int

    /// Starts MPI, or finds it started.
    ///
    /// - Precondition: The library can be called by several threads in turn.
    public init() {
      require(fa_mpi_start(), "this MPI library cannot be called by several threads in turn")
      rank = Int(fa_mpi_rank())
      count = Int(fa_mpi_count())
    }

    /// Ends MPI, once all processes have called it. Nothing can be sent any more.
    public func finish() { fa_mpi_finish() }

    /// Ends all processes of the job with an exit code.
    public func abort(code: Int32) { fa_mpi_abort(code) }

    /// Gives all the bytes of one of them.
    public func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) {
      unsafe fa_mpi_broadcast(bytes.baseAddress, bytes.count, CInt(root))
    }

    /// Adds up the values of all, place by place, in the storage of one of them.
    public func sum<Scalar: BLASScalar>(_ values: UnsafeMutableBufferPointer<Scalar>, to root: Int)
    {
      // There are two scalars.
      let start = UnsafeMutableRawPointer(values.baseAddress)
      if Scalar.self == Float.self {
        unsafe fa_mpi_sum_float(
          start?.assumingMemoryBound(to: Float.self), values.count, CInt(root))
      } else {
        unsafe fa_mpi_sum_double(
          start?.assumingMemoryBound(to: Double.self), values.count, CInt(root))
      }
    }

    /// Sends bytes to another one.
    public func send(_ bytes: UnsafeRawBufferPointer, to rank: Int) {
      unsafe fa_mpi_send(bytes.baseAddress, bytes.count, CInt(rank))
    }

    /// Waits for bytes from another one.
    public func receive(_ bytes: UnsafeMutableRawBufferPointer, from rank: Int) {
      unsafe fa_mpi_receive(bytes.baseAddress, bytes.count, CInt(rank))
    }

    /// A message that has arrived, whoever sent it; nil if there is none.
    public func arrival() -> (bytes: [UInt8], sender: Int)? {
      let sender = fa_mpi_arrival()
      guard sender >= 0 else { return nil }
      var bytes = [UInt8](repeating: 0, count: fa_mpi_arrived_count(sender))
      unsafe bytes.withUnsafeMutableBytes { unsafe receive($0, from: Int(sender)) }
      return (bytes, Int(sender))
    }

    /// Waits until all have called it.
    public func barrier() { fa_mpi_barrier() }
  }
#endif
