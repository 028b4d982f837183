import ArgumentParser
import FALinalg
import FAMatrixIO
import FATrainers

extension SweepGrid {
  /// Makes the grid that is described, and reads its matrices.
  ///
  /// - Parameters:
  ///   - description: The grid.
  ///   - jobs: How many of its cells are to be run at a time, which must fit the memory.
  /// - Throws: `UsageError` for what does not make sense, and `MatrixFileError`.
  init(_ description: SweepDescription, jobs: Int) throws {
    let words = SweepWords(description)
    let ranks = try words.numbers(.ranks, as: Int.self)
    guard !ranks.isEmpty else { throw UsageError("give the ranks of the factors by --ranks 5,10") }
    guard ranks.allSatisfy({ $0 > 0 }) else { throw UsageError("ranks: they must be 1 or more") }
    let rules = try words.list(.rules) { try RuleList.rule(Substring($0)) }
    try self.init(
      targets: words.targets(ranks: ranks, jobs: jobs), ranks: ranks,
      rules: rules.isEmpty ? RuleList.default.rules : rules)
    stepSizes = try words.choices(.stepSizes).nonEmpty ?? stepSizes
    let laws: [Start.Law] = try words.choices(.starts)
    let scales = try words.list(.initialScales) { try words.number($0, isPositive: false) }
    starts = (laws.nonEmpty ?? [Start().law]).flatMap { law in
      (scales.nonEmpty ?? [Start().scale]).map { Start(law, scale: $0) }
    }
    let feedbackLaws: [Feedback.Law] = try words.choices(.feedbackLaws)
    let feedbackScales = try words.list(.feedbackScales) { try words.number($0, isPositive: true) }
    feedbacks = (feedbackLaws.nonEmpty ?? [Feedback().law]).flatMap { law in
      (feedbackScales.nonEmpty ?? [Feedback().scale]).map { Feedback(law, scale: $0) }
    }
    seeds = try words.numbers(.seeds, as: UInt64.self).nonEmpty ?? seeds
    training.schedule =
      try words.single(.schedule, StepSchedule.init(argument:)) ?? training.schedule
    let maxSteps = try words.single(.maxSteps) { text in
      let steps = try WholeNumber.parse(text)
      guard steps >= 0 else {
        throw ValidationError("'\(text)' is not a whole number of 0 or more.")
      }
      return steps
    }
    training.maxSteps = maxSteps ?? training.maxSteps
    training.tolerance = try words.single(.tolerance) { try words.number($0, isPositive: false) }
    training.stop = try words.choices(.stop)
    training.method = try words.single(.method, TrainingMethod?.init(argument:)) ?? nil
    try checkSize()
  }

  /// Throws if no machine could hold the list of cells.
  private func checkSize() throws {
    let axes = [
      targets.count, ranks.count, rules.count, stepSizes.count, starts.count, feedbacks.count,
      seeds.count,
    ]
    let count = axes.reduce(1.0) { $0 * Double($1) }
    guard count <= 1e7 else {
      throw UsageError(
        "the grid has \(Format.significant(count, 3)) cells; more than 1e7 are too many")
    }
  }
}

/// The words of a description, read as what they stand for.
private struct SweepWords {
  private let description: SweepDescription

  init(_ description: SweepDescription) {
    self.description = description
  }

  /// The matrices: those of files, and every synthetic one of the given sizes, spectra and seeds.
  func targets<Scalar>(ranks: [Int], jobs: Int) throws -> [SweepTarget<Scalar>] {
    let largest = ranks.max() ?? 1
    // What each matrix needs besides files, all of which are held.
    var needed: [Double] = []
    let preparation = try preparation()
    let files = try description[.input].map { path in
      let (target, count) = try SweepTarget<Scalar>.file(path, preparation, ranks: ranks)
      needed.append(count.sweep(rank: largest))
      return target
    }
    let sizes = try each(.synthetic, MatrixSize.init)
    let spectra = try each(.spectrum, Spectrum.init(argument:))
    guard sizes.isEmpty == spectra.isEmpty else {
      throw UsageError("--synthetic and --spectrum go together")
    }
    guard !files.isEmpty || !sizes.isEmpty else {
      throw UsageError("give the matrices by --input FILE or by --synthetic NxM --spectrum S")
    }
    let seeds = try numbers(.matrixSeeds, as: UInt64.self).nonEmpty ?? [0]
    let synthetic = try sizes.flatMap { size in
      try checkRanks(ranks, size.rows, size.columns)
      let count = size.neededCount
      return try spectra.flatMap { spectrum in
        try spectrum.check(for: size)
        return seeds.map { seed in
          needed.append(max(count.drawing(), count.entries + count.sweep(rank: largest)))
          return SweepTarget<Scalar>.synthetic(
            size.rows, size.columns, spectrum: spectrum, seed: seed)
        }
      }
    }
    // Each job may be at a matrix of its own, which is gone when its last cell is.
    let together = needed.sorted(by: >).prefix(jobs)
    try NeededMemory.check(
      together.reduce(0, +), of: Scalar.self,
      for: "work on \(together.count) of the matrices at a time (--jobs \(jobs))",
      threads: jobs - 1)
    return files + synthetic
  }

  /// What is done to the matrices of files.
  private func preparation() throws -> Preparation {
    func lines<Choice: RawRepresentable<String> & CaseIterable>(_ text: String) throws -> Choice {
      guard let choice = Choice(rawValue: text) else {
        let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("'\(text)' is none of \(known).")
      }
      return choice
    }
    let transposes = try single(.transpose) { text in
      guard let flag = Bool(text) else {
        throw ValidationError("'\(text)' is neither true nor false.")
      }
      return flag
    }
    return Preparation(
      transposes: transposes ?? false, center: try single(.center, lines),
      scale: try single(.scale, lines))
  }

  /// The numbers of a list such as `1,2,5-10`.
  func numbers<Number: FixedWidthInteger>(
    _ key: SweepDescription.Key, as _: Number.Type
  ) throws -> [Number] {
    try each(key) { try NumberList<Number>($0).numbers }.flatMap(\.self)
  }

  /// Values that may be separated by commas.
  func list<Value>(
    _ key: SweepDescription.Key, _ transform: (String) throws -> Value
  ) throws -> [Value] {
    try each(key) { text in
      try text.split(separator: ",", omittingEmptySubsequences: false).map {
        try transform(String($0))
      }
    }.flatMap(\.self)
  }

  /// Choices that may be separated by commas.
  func choices<Choice: WrittenChoice>(_ key: SweepDescription.Key) throws -> [Choice] {
    try list(key) { try Choice(argument: $0) }
  }

  /// The only value of a key; nil if there is none.
  func single<Value>(
    _ key: SweepDescription.Key, _ transform: (String) throws -> Value
  ) throws -> Value? {
    guard description[key].count <= 1 else {
      throw UsageError("\(key.rawValue): the whole sweep has one value")
    }
    return try each(key, transform).first
  }

  func number(_ text: String, isPositive: Bool) throws -> Double {
    guard let number = Double(text), number.isFinite, isPositive ? number > 0 : number >= 0 else {
      throw ValidationError(
        "'\(text)' is not a finite number \(isPositive ? "above 0" : "of 0 or more").")
    }
    return number
  }

  private func each<Value>(
    _ key: SweepDescription.Key, _ transform: (String) throws -> Value
  ) throws -> [Value] {
    do {
      return try description[key].map(transform)
    } catch let error as ValidationError {
      throw UsageError("\(key.rawValue): " + error.message.trimmingSuffix("."))
    }
  }
}

/// Throws unless every rank fits a matrix of that size.
private func checkRanks(_ ranks: [Int], _ rows: Int, _ columns: Int) throws {
  if let rank = ranks.max(), rank > min(rows, columns) {
    throw UsageError(
      "rank \(rank) does not fit a \(rows) x \(columns) matrix: choose ranks up to "
        + "\(min(rows, columns))")
  }
}

extension SweepTarget {
  /// A matrix from a file, known by the bytes of the file: a cell keeps its name when the file is
  /// renamed, and takes another when the file has changed.
  fileprivate static func file(
    _ path: String, _ preparation: Preparation, ranks: [Int]
  ) throws -> (target: Self, count: NeededCount) {
    if path == "-" {
      return try StandardInput.withFile {
        try file($0, named: StandardInput.name, preparation, ranks: ranks)
      }
    }
    return try file(path, named: path, preparation, ranks: ranks)
  }

  private static func file(
    _ path: String, named name: String, _ preparation: Preparation, ranks: [Int]
  ) throws -> (target: Self, count: NeededCount) {
    let prepared: PreparedMatrix<Scalar> = try MatrixOptions.prepare(
      MatrixOptions.load(path, named: name), from: path, preparation)
    let matrix = prepared.target
    try checkRanks(ranks, matrix.rows, matrix.columns)
    let place = MatrixPath(path)
    var hash = ContentHash()
    hash.update(try FileContents.bytes(of: place.file, limit: .max) ?? [])
    hash.update((place.key ?? "").utf8)
    let done = preparation.isIdentity ? "" : ", \(preparation)"
    let target = SweepTarget(name: name + done, content: "file \(hash.text)" + done) { matrix }
    return (target, matrix.neededCount)
  }
}

extension Array {
  fileprivate var nonEmpty: Self? { isEmpty ? nil : self }
}

extension String {
  fileprivate func trimmingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}
