/// How much memory this process may still take, and what says so: what fits is asked here.
///
/// A container sees all of the machine's memory and is killed without a word when it takes more than its control
/// group has; where an address space is limited, an allocation fails, which ends the program. Swap does not count.
public struct AvailableMemory: Sendable {
  /// The number of bytes.
  public private(set) var bytes = Int.max
  /// What says so, as in "this machine has".
  public private(set) var limit = "this machine has"
  /// The same of memory that is asked for and hardly used, which only the limits of the process count.
  public private(set) var unused: (bytes: Int, limit: String) = (.max, "this machine has")

  /// Asks the machine, the control groups of version 1 and 2, and the limits of the process.
  public init() {
    self.init(
      root: "", limits: (addressSpace: fa_address_space_limit(), data: fa_data_limit()))
  }

  /// The same of another system.
  ///
  /// - Parameters:
  ///   - root: Where it shows its files, in the place of `/`.
  ///   - limits: The limits of the address space and of the data.
  package init(root: String, limits: (addressSpace: Int, data: Int)) {
    let page = sysconf(CInt(_SC_PAGESIZE))
    let (machine, overflow) = sysconf(CInt(_SC_PHYS_PAGES)).multipliedReportingOverflow(by: page)
    if machine > 0, !overflow { bytes = machine }
    // The whole, what is resident, shared, text, nothing, and data.
    let sizes = Self.text(root + "/proc/self/statm").split(separator: " ").map { Int($0) ?? 0 }
    func held(_ place: Int) -> Int { place < sizes.count ? sizes[place] * page : 0 }
    for group in ControlGroup.own(root) {
      guard let limit = group.limit else { continue }
      restrict(to: limit - (group.used ?? held(1)), "its control group leaves")
    }
    for (bytes, limit) in [
      (limits.addressSpace - held(0), "the limit of its address space (ulimit -v) leaves"),
      (limits.data - held(5), "the limit of its data (ulimit -d) leaves"),
    ] {
      restrict(to: bytes, limit)
      if bytes < unused.bytes { unused = (max(0, bytes), limit) }
    }
  }

  private mutating func restrict(to bytes: Int, _ limit: String) {
    if bytes < self.bytes { (self.bytes, self.limit) = (max(0, bytes), limit) }
  }

  /// The beginning of a small file of the system's, which tells no size; empty if there is none.
  fileprivate static func text(_ path: String) -> String {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 1 << 14)
    let count = unsafe read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
}

/// A control group that the process is in, or one that holds such a group.
private struct ControlGroup {
  /// How many bytes its processes may take together; nil if it does not say.
  let limit: Int?
  /// How many bytes they hold that cannot be taken from them, which files in memory can; nil if it does not say.
  let used: Int?

  private init(_ directory: String, limit: String, used: String) {
    // "max", and in version 1 a number beyond all memory, are no limits.
    self.limit = Int(AvailableMemory.text("\(directory)/\(limit)").prefix { $0 != "\n" })
    let lines = AvailableMemory.text("\(directory)/memory.stat").split(separator: "\n")
    self.used = lines.first { $0.hasPrefix(used + " ") }.flatMap {
      Int($0.dropFirst(used.count + 1))
    }
  }

  /// Those of the process, and all that these are in.
  ///
  /// Source: cgroups(7), which has the form of `/proc/self/cgroup`.
  static func own(_ root: String) -> [ControlGroup] {
    AvailableMemory.text(root + "/proc/self/cgroup").split(separator: "\n").flatMap {
      line -> [ControlGroup] in
      // The number of a hierarchy, its controllers, and the group; version 2 names none of the former.
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return [] }
      let isUnified = parts[0] == "0" && parts[1].isEmpty
      guard isUnified || parts[1].split(separator: ",").contains("memory") else { return [] }
      let groups = parts[2].split(separator: "/")
      // Inside a container the names may be those outside; its own group is then the top.
      return (0...groups.count).map { depth in
        let path = groups.prefix(depth).map { "/\($0)" }.joined()
        return isUnified
          ? ControlGroup("\(root)/sys/fs/cgroup\(path)", limit: "memory.max", used: "anon")
          : ControlGroup(
            "\(root)/sys/fs/cgroup/memory\(path)", limit: "memory.limit_in_bytes",
            used: "total_rss")
      }
    }
  }
}
