/// Results as a page.
protocol PageContent {
  /// The pictures that have something to show.
  var plots: [Plot] { get }
  /// - Parameter gnuplot: What draws the pictures; nil leaves them out and says so.
  func page(_ gnuplot: Gnuplot?) throws -> Page
}

extension Markup {
  /// Pictures with what is written below them.
  static func pictures(_ plots: [Plot], _ gnuplot: Gnuplot?) throws -> Markup {
    guard let gnuplot else { return "<p>\(Gnuplot.advice).</p>" }
    return Markup(
      try plots.map { plot in
        """
        <figure id="\(gnuplot.prefix)\(plot.name)">
        \(try gnuplot.inline(plot))
        <figcaption>\(plot.caption)</figcaption>
        </figure>
        """
      })
  }

  /// The command and the machine that results come from.
  static func provenance(_ environment: Environment) -> Markup {
    let command = environment.command.map(\.shellWord).joined(separator: " ")
    return """
      <p><code>\(command)</code></p>
      \(Markup.definitions([
        ("fa-bench", environment.version), ("System", environment.system),
        ("Processor", "\(environment.processor), \(environment.processorCount) seen"),
        ("BLAS", "\(environment.blas), \(environment.blasThreads) threads"),
        ("LAPACK", environment.lapackVersion),
      ]))
      """
  }
}

extension String {
  /// The text as a shell takes it for one word.
  var shellWord: String {
    let isPlain = allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "-_./:,=+@%".contains($0))
    }
    return isPlain && !isEmpty ? self : "'\(replacing("'", with: "'\\''"))'"
  }
}
