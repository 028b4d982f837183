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
