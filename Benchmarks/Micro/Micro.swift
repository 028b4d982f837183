import Benchmark
import Cases

// Both sides of every pair, one after the other. Ratios come from `bench pairs`, which takes turns.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .cpuTotal, .throughput], scalingFactor: .one,
    maxDuration: .milliseconds(300))
  for pair in Pair.all {
    for side in ["FALinalg", "C"] {
      Benchmark("\(pair.name) \(side)") { benchmark in
        let prepared = try pair.prepare()
        let work = side == "C" ? prepared.raw : prepared.ours
        work(1)
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { work(1) }
        benchmark.stopMeasurement()
      }
    }
  }
}
