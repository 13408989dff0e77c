import ArgumentParser
import LNQQuantization
import LNQStudies
import LNQTraining

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

extension StudyTrial {
  /// What its bits mean, as `lnq quantize` would read them; nil where nothing is quantized.
  ///
  /// - Throws: `CommandError.usage` with what `lnq quantize` would say.
  func quantizationOptions() throws -> QuantizationOptions? {
    guard let quantization else { return nil }
    do {
      return try QuantizationArguments.parse(quantization.map(\.word)).options
    } catch {
      throw CommandError.usage(QuantizationArguments.message(for: error))
    }
  }
}
