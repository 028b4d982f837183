public import ArgumentParser
public import FATrainers

/// What is done to the matrix before anything is computed.
struct PreparationOptions: ParsableArguments {
  @Flag(help: "Exchange rows and columns of Y, before it is centered and scaled.")
  var transpose = false

  @Option(
    help: ArgumentHelp(
      "Take from each row, or from each column, or from both, its mean.", valueName: "lines"))
  var center: Preparation.Centering?

  @Option(
    help: ArgumentHelp(
      """
      Divide each row, or each column, by its standard deviation, unless it is constant. Errors are then \
      reported in the units of the input as well.
      """, valueName: "lines"))
  var scale: Preparation.Scaling?

  var preparation: Preparation {
    Preparation(transposes: transpose, center: center, scale: scale)
  }

  /// What was asked for, as it is written out.
  struct Settings: Codable {
    let transpose: Bool
    @Nullable var center: String?
    @Nullable var scale: String?
  }

  /// Nil where the matrix stays as it is.
  var settings: Settings? {
    preparation.isIdentity
      ? nil
      : Settings(transpose: transpose, center: center?.rawValue, scale: scale?.rawValue)
  }
}

extension Preparation.Centering: ExpressibleByArgument {}
extension Preparation.Scaling: ExpressibleByArgument {}
