import ArgumentParser
import LNQTraining

extension StudyTrial {
  /// What its settings mean for training, as `lnq train` would read them.
  ///
  /// - Throws: `CommandError.usage` with what `lnq train` would say.
  func trainingOptions() throws -> TrainingOptions {
    let words = settings.map(\.word) + ["--seed=\(seed)"]
    do {
      return try TrainingArguments.parse(words).options()
    } catch let error as TrainingError {
      throw CommandError.usage("\(error)")
    } catch {
      throw CommandError.usage(TrainingArguments.message(for: error))
    }
  }
}
