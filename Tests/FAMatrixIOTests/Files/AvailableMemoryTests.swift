import Foundation
import Platform
import TestSupport
import Testing

/// Limits of memory as the system shows them, of systems that are made up.
@Suite struct AvailableMemoryTests {
  private let mebibyte = 1 << 20

  /// A system with these files.
  private func system(_ files: [String: String]) throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    for (path, text) in files {
      let place = URL(fileURLWithPath: directory.file(path))
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: place, atomically: false, encoding: .utf8)
    }
    return directory
  }

  private func memory(
    _ files: [String: String], limits: (Int, Int) = (.max, .max)
  ) throws -> AvailableMemory {
    let directory = try system(files)
    return withExtendedLifetime(directory) {
      AvailableMemory(root: directory.path, limits: (limits.0, limits.1))
    }
  }

  @Test func withoutLimits() throws {
    let machine = try memory([:])
    #expect(machine.limit == "this machine has" && machine.bytes > 64 * mebibyte)
    let unlimited = try memory([
      "proc/self/cgroup": "0::/a\n", "sys/fs/cgroup/a/memory.max": "max\n",
    ])
    #expect(unlimited.bytes == machine.bytes)
    let old = try memory([
      "proc/self/cgroup": "4:memory:/\n",
      "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
    ])
    #expect(old.bytes == machine.bytes)
  }

  /// The least of a group and those that it is in counts, less what the process holds already.
  @Test func controlGroups() throws {
    let page = Int(sysconf(CInt(_SC_PAGESIZE)))
    let statm = "proc/self/statm"
    for (own, outer) in [(300, 400), (400, 300)] {
      let found = try memory([
        "proc/self/cgroup": "0::/outer/own\n", statm: "1000 10 5 1 0 500 0\n",
        "sys/fs/cgroup/outer/own/memory.max": "\(own * mebibyte)\n",
        "sys/fs/cgroup/outer/memory.max": "\(outer * mebibyte)\n",
      ])
      #expect(found.limit == "its control group leaves")
      #expect(found.bytes == 300 * mebibyte - 10 * page)
    }
    // In a container the group is the root.
    let container = try memory([
      "proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "\(200 * mebibyte)\n",
    ])
    #expect(container.bytes == 200 * mebibyte)
    // What all processes of the group hold counts, but files in memory, which make room, do not.
    let shared = try memory([
      "proc/self/cgroup": "0::/a\n", statm: "1000 10 5 1 0 500 0\n",
      "sys/fs/cgroup/a/memory.max": "\(300 * mebibyte)\n",
      "sys/fs/cgroup/a/memory.stat": "anon \(120 * mebibyte)\nfile \(150 * mebibyte)\n",
    ])
    #expect(shared.bytes == 180 * mebibyte)
    let first = try memory([
      "proc/self/cgroup": "7:cpu,cpuacct:/x\n6:hugetlb,memory:/user/job\n1:name=systemd:/y\n",
      "sys/fs/cgroup/memory/user/job/memory.limit_in_bytes": "\(100 * mebibyte)\n",
      "sys/fs/cgroup/memory/x/memory.limit_in_bytes": "1\n",
    ])
    #expect(first.bytes == 100 * mebibyte)
  }

  @Test func limitsOfTheProcess() throws {
    let page = Int(sysconf(CInt(_SC_PAGESIZE)))
    let files = ["proc/self/statm": "1000 10 5 1 0 500 0\n"]
    let space = try memory(files, limits: (64 * mebibyte, .max))
    #expect(space.bytes == 64 * mebibyte - 1000 * page && space.limit.contains("ulimit -v"))
    let data = try memory(files, limits: (64 * mebibyte, 32 * mebibyte))
    #expect(data.bytes == 32 * mebibyte - 500 * page && data.limit.contains("ulimit -d"))
    // More than that is held already.
    #expect(try memory(files, limits: (1, .max)).bytes == 0)
  }
}
