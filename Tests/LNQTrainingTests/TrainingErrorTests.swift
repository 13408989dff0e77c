import LNQTraining
import Testing

@Suite("Errors of training")
struct TrainingErrorTests {
  @Test(
    "say what is wrong and what to do",
    arguments: [
      (
        TrainingError.featureCount(network: 16, rows: 784),
        "the network takes 16 features, but the rows have 784: choose another model or dataset"
      ),
      (
        .classCount(outputs: 5, classes: 10),
        "the network has 5 outputs, but the dataset has 10 classes: the last layer must give 10"
      ),
      (.label(row: 6, label: 5, outputs: 5), "row 7 has class 5, but the network has outputs 0 to 4"),
      (.noRows(part: "validation"), "the validation part of the data has no rows"),
      (.option(name: "momentum", value: "2.0", allowed: "0 to 1"), "momentum is 2.0, but has to be 0 to 1"),
      (
        .batchesTooSmall(batchSize: 1, rows: 300),
        "batch normalization needs batches of 2 rows or more: the batch size is 1, the training rows are 300"
      ),
      (
        .state,
        "the saved state is that of another network or of other training rows: go on with the files that it was made with"
      ),
      (
        .diverged(epoch: 2, step: 17, learningRate: 0.5),
        "training diverged: the loss is not a finite number in epoch 2, step 17, with a learning rate of 0.5; "
          + "use a smaller learning rate, or look for extreme values in the data"
      ),
      (
        .diverged(epoch: 2, step: nil, learningRate: 0.5),
        "training diverged: the loss is not a finite number in epoch 2, at validation, with a learning rate of 0.5; "
          + "use a smaller learning rate, or look for extreme values in the data"
      ),
    ])
  func sentences(error: TrainingError, sentence: String) {
    #expect(error.description == sentence)
  }
}
