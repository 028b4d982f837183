import ArgumentParser
import FATrainers

extension WrittenChoice {
  /// Reads a choice from the command line.
  init(argument: String) throws {
    do {
      try self.init(text: argument)
    } catch {
      throw ValidationError("\(error).")
    }
  }
}

extension TrainingMethod? {
  /// Reads a method, or `auto`: whichever is the cheapest for a rule.
  init(argument: String) throws {
    self = argument == "auto" ? nil : try TrainingMethod(argument: argument)
  }
}
