import ArgumentParser
import FATrainers

/// The grid: lists of what is to be combined. Every flag can stand in a file as well.
struct SweepOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Read the grid from this YAML file, whose keys are the flags of this group without dashes, each \
      with a value or a list; a flag takes the place of its key.
      """, valueName: "file"))
  var grid: String?

  @Option(
    help: ArgumentHelp(
      "A matrix: .npy, .npz (FILE:key), .mtx, .csv or .tsv. May be given several times.",
      valueName: "file"))
  var input: [String] = []

  @Option(
    help: ArgumentHelp(
      "Sizes of synthetic matrices, combined with every --spectrum. May be given several times.",
      valueName: "NxM"))
  var synthetic: [String] = []

  @Option(
    help: ArgumentHelp(
      "Spectra of synthetic matrices, as for compare. May be given several times.",
      valueName: "spectrum"))
  var spectrum: [String] = []

  @Option(
    help: ArgumentHelp(
      "Seeds of the singular vectors of synthetic matrices, as in 0-9. (default: 0)",
      valueName: "seeds"))
  var matrixSeeds: String?

  @Flag(help: "Exchange rows and columns of every matrix from a file, as for compare.")
  var transpose = false

  @Option(
    help: ArgumentHelp(
      "Center the rows, the columns or both of every matrix from a file.", valueName: "lines"))
  var center: String?

  @Option(
    help: ArgumentHelp(
      """
      Divide the rows or the columns of every matrix from a file by their standard deviations; errors are \
      those of the scaled matrix.
      """, valueName: "lines"))
  var scale: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Ranks of the factors, as in 1,2,5-10.", valueName: "ranks"))
  var ranks: String?

  @Option(
    help: ArgumentHelp(
      "Rules, as for compare; the others are compared with the first. (default: \(RuleList.default))",
      valueName: "rules"))
  var rules: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Seeds of the start and the feedback, which rules have in common. (default: 0)",
      valueName: "seeds"))
  var seeds: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Step sizes: numbers, auto and best, as for compare. (default: \(StepSize<Double>.automatic))",
      valueName: "steps"))
  var stepSizes: String?

  @Option(
    help: ArgumentHelp(
      "Laws of the start, as for compare. (default: \(Start().law))", valueName: "laws"))
  var starts: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Sizes of the start, as for compare. (default: \(Start().scale))", valueName: "scales"))
  var initialScales: String?

  @Option(
    help: ArgumentHelp(
      "Laws of the feedback, as for compare. (default: \(Feedback().law))", valueName: "laws")
  )
  var feedbackLaws: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Lengths of the rows of the feedback, as for compare. (default: \(Feedback().scale))",
      valueName: "scales"))
  var feedbackScales: String?

  @Option(
    help: ArgumentHelp(
      "How step sizes change over a run, as for compare. (default: \(StepSchedule.constant))",
      valueName: "schedule"))
  var schedule: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The largest number of steps. (default: \(SweepTraining().maxSteps))", valueName: "n"))
  var maxSteps: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The relative stationarity at which a run has converged. (default: as for compare)",
      valueName: "t"))
  var tolerance: String?

  @Option(
    help: ArgumentHelp(
      "What ends a run as well, as for compare: gap:G, limit:L or both.", valueName: "conditions"))
  var stop: String?

  @Option(
    help: ArgumentHelp(
      "In which coordinates runs are computed, as for compare. (default: auto)",
      valueName: "method"))
  var method: String?

  @Option(help: ArgumentHelp("double or single. (default: double)", valueName: "precision"))
  var precision: String?

  /// What the file and the flags say together.
  func description() throws -> SweepDescription {
    let flags = SweepDescription([
      .input: input, .synthetic: synthetic, .spectrum: spectrum,
      .transpose: transpose ? ["true"] : [], .center: one(center), .scale: one(scale),
      .matrixSeeds: one(matrixSeeds), .ranks: one(ranks), .rules: one(rules), .seeds: one(seeds),
      .stepSizes: one(stepSizes), .starts: one(starts), .initialScales: one(initialScales),
      .feedbackLaws: one(feedbackLaws), .feedbackScales: one(feedbackScales),
      .schedule: one(schedule), .maxSteps: one(maxSteps), .tolerance: one(tolerance),
      .stop: one(stop),
      .method: one(method), .precision: one(precision),
    ])
    guard let grid else { return flags }
    return try SweepDescription(file: grid).replaced(by: flags)
  }

  private func one(_ text: String?) -> [String] { text.map { [$0] } ?? [] }
}
