import FATrainers

/// How a curve looks: the same for the same rule everywhere.
struct CurveStyle {
  let color: String
  /// gnuplot's number of a dash type.
  var dash = 1
  var marks = "lines"
  /// The rule that it belongs to, as it was asked for; nil for what is no run.
  private(set) var rule: String?

  /// What is known without training: levels and predictions.
  static let optimum = CurveStyle(color: "#808080", dash: 2)
  static let limit = CurveStyle(color: "#808080", dash: 4)

  /// Colours that colour-blind readers can tell apart (M. Okabe, K. Ito, "Color universal design", 2008), without
  /// the yellow and the black, which one of two backgrounds would swallow.
  static let colors = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"]

  private init(color: String, dash: Int) { (self.color, self.dash) = (color, dash) }

  /// The style that comes at this place of a list.
  init(place: Int) {
    color = Self.colors[place % Self.colors.count]
    dash = 1 + place / Self.colors.count
  }

  /// The style of another line of the same rule.
  func with(line place: Int) -> CurveStyle {
    var result = self
    result.dash += place == 0 ? 0 : 2 + place
    return result
  }

  func with(marks: String) -> CurveStyle {
    var result = self
    result.marks = marks
    return result
  }
}

extension CurveStyle {
  /// The style of a rule, the same in every picture.
  init(rule: String) {
    let name = String(rule.prefix { $0 != ":" })
    func place(_ name: some StringProtocol) -> Int? {
      RuleCatalogue.all.firstIndex { $0.signature.name == name }
    }
    let derived = RuleCatalogue.derivations.enumerated().lazy.compactMap { index, derivation in
      derivation.rest(of: name).flatMap(place).map { (index, $0) }
    }.first
    self.init(place: place(name) ?? derived?.1 ?? 0)
    self.rule = rule
    // A derived rule has the colour of its own, and dots between its dashes.
    if let derived { dash += 4 + derived.0 }
  }
}
