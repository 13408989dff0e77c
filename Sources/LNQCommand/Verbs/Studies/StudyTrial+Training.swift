import ArgumentParser
import LNQTraining
import LNQStudies

extension StudyTrial {
  /// What its settings mean for training a model with this recipe, as `lnq train` would read them.
  ///
  /// - Throws: `CommandError.usage` with what `lnq train` would say.
  func trainingOptions(for recipe: TrainingRecipe) throws -> TrainingOptions {
    let words = settings.map(\.word) + ["--seed=\(seed)"]
    do {
      return try TrainingArguments.parse(words).options(for: recipe)
    } catch let error as CommandError {
      throw error
    } catch {
      throw CommandError.usage(TrainingArguments.message(for: error))
    }
  }
}
